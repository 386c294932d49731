// urql with its exchange for persisted queries, over GET.
import { cacheExchange, Client, fetchExchange } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { Page } from './documents.js'
import { holds, same, url, wire } from './wire.js'

const { send, sent } = wire()
const newClient = () =>
  new Client({
    url,
    fetch: send,
    preferGetMethod: 'force',
    exchanges: [cacheExchange, persistedExchange({ preferGetForPersistedQueries: 'force' }), fetchExchange],
  })

const client = newClient()
const first = await client.query(Page, { first: 2 })
same('errors', first.error, undefined)
same('a query that the server has not seen', sent(), 'GET 400 hash, GET 200 text')
const second = await client.query(Page, { first: 2, after: first.data!.resources.pageInfo.endCursor })
same('the same query with other variables', sent(), 'GET 200 hash')
holds('two pages are the same', first.data!.resources.nodes[0]!.id !== second.data!.resources.nodes[0]!.id)
await client.query(Page, { first: 2 })
same('what is in the cache of the client', sent(), '')
await newClient().query(Page, { first: 2 })
same('the same query by another client', sent(), 'GET 200 hash')
console.log('urql asks by GET: a miss, the text once, then hashes alone')
