declare const process: { argv: string[] }

// What the program was started with.
export const [url = ''] = process.argv.slice(2)

// wire returns a fetch that remembers each request, and what it remembers: method, status, and whether the query's text was
// sent or only its hash.
export function wire() {
  const sent: string[] = []
  const send: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init)
    const asked = new URL(input instanceof Request ? input.url : String(input))
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as { query?: string }) : {}
    sent.push(`${init?.method ?? 'GET'} ${answer.status} ${asked.searchParams.has('query') || body.query ? 'text' : 'hash'}`)
    return answer
  }
  return { send, sent: () => sent.splice(0).join(', ') }
}

// same fails where what came is not what was wanted.
export function same(what: string, got: unknown, want: unknown) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what}: ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)
}

// holds fails where what was expected is not so.
export function holds(what: string, so: boolean): asserts so {
  if (!so) throw new Error(what)
}
