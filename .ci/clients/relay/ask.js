// Relay's own runtime on what the Relay compiler made of src/documents.js. It asks the server at URL, which answers nothing but
// the compiler's documents, and keeps the answers as it keeps those of any server: by identifier, pages joined in connections.
const assert = require('node:assert/strict')
const { createOperationDescriptor, Environment, fetchQuery, getRequest, getSingularSelector, Network, RecordSource, Store } = require('relay-runtime')

const url = process.argv[2]
const artifact = (name) => require(`./out/documents${name}.graphql.js`)

// newPortal returns a portal that knows nothing yet, and what it does.
function newPortal() {
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async (request, variables) => {
      const answer = await fetch(`${url}?${new URLSearchParams({ documentId: request.id, variables: JSON.stringify(variables) })}`)
      return answer.json()
    }),
  })
  return {
    async ask(name, variables) {
      environment.retain(createOperationDescriptor(getRequest(artifact(name)), variables)) // or it may be forgotten
      return fetchQuery(environment, artifact(name), variables).toPromise()
    },
    read: (name, parent) => environment.lookup(getSingularSelector(artifact(name), parent)).data,
  }
}

const titles = (list) => list.edges.map((e) => e.node.title)

async function main() {
  const all = newPortal()
  const whole = titles(all.read('_library', await all.ask('LibraryQuery', { first: 100 })).resources)

  const forward = newPortal()
  const start = await forward.ask('LibraryQuery', { first: 3 })
  const first = forward.read('_library', start).resources
  await forward.ask('LibraryPageQuery', { first: 4, after: first.pageInfo.endCursor })
  assert.deepEqual(titles(forward.read('_library', start).resources), whole.slice(0, 7), 'pages of 3 and 4, joined')

  const backward = newPortal()
  const end = await backward.ask('LibraryPageQuery', { last: 3 })
  const last = backward.read('_library', end).resources
  await backward.ask('LibraryPageQuery', { last: 4, before: last.pageInfo.startCursor })
  assert.deepEqual(titles(backward.read('_library', end).resources), whole.slice(-7), 'pages of 3 and 4 from the end, joined')

  const things = newPortal()
  const { topic } = await things.ask('TopicQuery', { id: 'topic:kubernetes' })
  const some = things.read('_topic', topic).resources
  assert.equal(some.edges.length, 2)
  const { node } = await things.ask('TopicPageQuery', { id: topic.id, first: 2, after: some.pageInfo.endCursor })
  const more = things.read('_topic', topic)
  assert.equal(new Set(titles(more.resources)).size, 4, 'the pages of a topic, joined, the second by its identifier')
  assert.deepEqual(things.read('_topic', node), more)

  const { step } = await things.ask('StepQuery', { id: 'prepare' })
  const found = await things.ask('NodeQuery', { id: step.id })
  assert.equal(things.read('_node', step).title.length > 0, true)
  assert.deepEqual(things.read('_node', found.node), things.read('_node', step))
  console.log('Relay compiles connections and refetchable fragments on Node, joins pages in both directions, and finds things again')
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
