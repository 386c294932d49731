// Asks for every document of MANIFEST, as graphql-codegen or the Relay compiler wrote it, of the server at URL, which answers
// trusted documents only; then for others, which it has to refuse.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const [url, manifest] = process.argv.slice(2)
const examples = new URL('../../graph/examples/', import.meta.url)

// Variables of the examples, by the name of their operation.
const variables = { PageOfLibrary: { first: 2 }, TailoredPath: { profile: { roles: [] } } }
for (const name of readdirSync(examples).filter((n) => n.endsWith('.variables.json'))) {
  const query = readFileSync(new URL(name.replace('.variables.json', '.graphql'), examples), 'utf8')
  variables[/^query (\w+)/m.exec(query)[1]] = JSON.parse(readFileSync(new URL(name, examples), 'utf8'))
}

async function post(parameters) {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(parameters) })
  return answer.json()
}
const persisted = (sha256Hash) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

const documents = Object.entries(JSON.parse(readFileSync(manifest, 'utf8')))
for (const [id, text] of documents) {
  const [, name] = /query (\w+)/.exec(text)
  const byID = await post({ documentId: id, variables: variables[name] })
  assert.equal(byID.errors, undefined, `${name} by documentId: ${JSON.stringify(byID.errors)}`)
  const byHash = await post({ ...persisted(id.replace('sha256:', '')), variables: variables[name] })
  assert.deepEqual(byHash, byID, `${name} by hash`)
}

const [[, text]] = documents
const hash = (of) => createHash('sha256').update(of).digest('hex')
for (const [what, parameters, code] of [
  ['the text of a trusted document, changed', { query: text + ' ' }, 'DOCUMENT_NOT_TRUSTED'],
  ['any text', { query: '{ __typename }' }, 'DOCUMENT_NOT_TRUSTED'],
  ['a text with its hash', { query: '{ __typename }', ...persisted(hash('{ __typename }')) }, 'DOCUMENT_NOT_TRUSTED'],
  ['a hash that is not in the manifest', persisted(hash('{ __typename }')), 'DOCUMENT_NOT_TRUSTED'],
  ['a documentId that is not in the manifest', { documentId: `sha256:${hash('{ __typename }')}` }, 'DOCUMENT_NOT_FOUND'],
]) {
  const { data, errors } = await post(parameters)
  assert.deepEqual([data, errors?.[0].extensions.code], [undefined, code], what)
}
console.log(`${documents.length} trusted documents are answered by documentId and by hash, all else is refused`)
