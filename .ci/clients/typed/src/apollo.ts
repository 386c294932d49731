// Apollo Client with automatic persisted queries over GET. It accepts the media type of GraphQL, so that a miss is 400; it sends
// the text by POST.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { Page, Tailored } from './documents.js'
import { holds, same, url, wire } from './wire.js'

const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, '0')).join('')
const sha256 = async (text: string) => hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))

const { send, sent } = wire()
const newClient = () =>
  new ApolloClient({
    cache: new InMemoryCache(),
    link: new PersistedQueryLink({ sha256, useGETForHashedQueries: true }).concat(new HttpLink({ uri: url, fetch: send })),
  })

const client = newClient()
const { data: first } = await client.query({ query: Page, variables: { first: 2 } })
same('a query that the server has not seen', sent(), 'GET 400 hash, POST 200 text')
const after = first!.resources.pageInfo.endCursor
const { data: second } = await client.query({ query: Page, variables: { first: 2, after } })
same('the same query with other variables', sent(), 'GET 200 hash')
holds('two pages are the same', first!.resources.nodes[0]!.id !== second!.resources.nodes[0]!.id)
await client.query({ query: Page, variables: { first: 2 } })
same('what is in the cache of the client', sent(), '')
await newClient().query({ query: Page, variables: { first: 2 } })
same('the same query by another client', sent(), 'GET 200 hash')

// What says something about a team travels by POST; Apollo may still send the hash alone.
const asPost = new ApolloClient({ cache: new InMemoryCache(), link: new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, fetch: send })) })
const profile = { roles: ['technical'], answers: [{ question: 'containers', value: 'NO' as const }] }
for (const want of ['POST 400 hash, POST 200 text', 'POST 200 hash']) {
  await asPost.query({ query: Tailored, variables: { profile }, fetchPolicy: 'no-cache' })
  same('a query with answers', sent(), want)
}
const refused: unknown = await client.query({ query: Tailored, variables: { profile }, fetchPolicy: 'no-cache' }).catch((error: unknown) => error)
same('answers in a URL', [CombinedGraphQLErrors.is(refused) && refused.errors[0]?.extensions?.['code'], sent()], ['PRIVATE_DATA_IN_URL', 'GET 405 hash'])
console.log('Apollo Client asks by GET: a miss, the text once, then hashes alone')
