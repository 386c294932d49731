// A portal without a GraphQL library: it asks by the hash that graphql-codegen has written into each typed document, of a
// server that answers nothing else. That it compiles proves the types; the mistakes that it expects prove that they bind.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { Card, Page, Tailored } from './documents.js'
import { unmask } from './gql/fragment-masking.js'
import { holds, same, url, wire } from './wire.js'

const { send, sent } = wire()

async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables, how: 'GET' | 'POST'): Promise<Data> {
  const { __meta__ } = document as unknown as { __meta__: { hash: string } }
  const parameters = { documentId: __meta__.hash, variables }
  const answer =
    how === 'POST'
      ? await send(url, { method: how, headers: { 'content-type': 'application/json' }, body: JSON.stringify(parameters) })
      : await send(`${url}?${new URLSearchParams({ documentId: __meta__.hash, variables: JSON.stringify(variables) })}`)
  const { data, errors } = (await answer.json()) as { data: Data; errors?: unknown }
  same('errors', errors, undefined)
  return data
}

const first = await ask(Page, { first: 3 }, 'GET')
const second = await ask(Page, { first: 3, after: first.resources.pageInfo.endCursor }, 'GET')
holds('two pages have the same resource', first.resources.nodes.every((n) => second.resources.nodes.every((m) => m.id !== n.id)))
const card = unmask(Card, first.resources.nodes[0]!)
holds('the first resource has no title', card.title.length > 0)

const path = await ask(Tailored, { profile: { roles: ['technical'], answers: [{ question: 'containers', value: 'NO' }] } }, 'POST')
holds('a path without a reason', path.learningPath.stages.some((s) => s.items.some((i) => i.reasons.some((r) => r.kind === 'GAP'))))
same('requests', sent(), 'GET 200 hash, GET 200 hash, POST 200 hash')
console.log('a typed client of graphql-codegen compiles, and is answered by the hashes of its documents')

// What must not compile. The function is never called.
export function mistakes() {
  // @ts-expect-error: a variable is missing
  void ask(Page, {}, 'GET')
  // @ts-expect-error: a variable has another type
  void ask(Page, { first: '3' }, 'GET')
  // @ts-expect-error: a value that the enum has not
  void ask(Tailored, { profile: { roles: [], answers: [{ question: 'containers', value: 'MAYBE' }] } }, 'POST')
  // @ts-expect-error: a field that was not asked for
  void first.resources.nodes[0]!.url
  // @ts-expect-error: a field of a fragment that was not unmasked
  void first.resources.nodes[0]!.title
}
