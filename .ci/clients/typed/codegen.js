// What graphql-codegen makes of the server at $PARCOURS: a typed client, and the manifest of its documents.
export default {
  // Node's own fetch: the one that codegen brings asks for zstd, which it can read from Node 22.15 on only.
  schema: [{ [process.env.PARCOURS]: { customFetch: fetch } }],
  documents: ['src/documents.ts', '../../../graph/examples/*.graphql'],
  emitLegacyCommonJSImports: false,
  config: { enumsAsTypes: true, useTypeImports: true, strictScalars: true, scalars: { Date: 'string', DateTime: 'string' } },
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'unmask' }, persistedDocuments: { hashAlgorithm: 'sha256' } },
    },
  },
}
