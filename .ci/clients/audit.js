// Runs every audit of the package graphql-http on the server at URL. Warnings and notices fail as errors do.
import { serverAudits } from 'graphql-http'

const url = process.argv[2]
const audits = serverAudits({ url })
const failed = []
for (const audit of audits) {
  const result = await audit.fn()
  if (result.status !== 'ok') failed.push(`${audit.id} ${result.status}: ${audit.name}: ${result.reason}`)
}
if (audits.length < 61) failed.push(`only ${audits.length} audits`)
console.log(`${audits.length - failed.length} of ${audits.length} audits pass`)
if (failed.length > 0) {
  console.error(failed.join('\n'))
  process.exit(1)
}
