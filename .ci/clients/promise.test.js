// Breaks a released schema in each way that clients would feel, and changes it in each way that they would not.
import assert from 'node:assert/strict'
import test from 'node:test'
import { broken } from './promise.js'

const released = `
type Query {
  step(id: ID, old: Int @deprecated(reason: "since 2026-01-01: use id")): Step
  steps(first: Int = 10): [Step!]!
  search(by: By!): Found
  ancient: Ancient @deprecated(reason: "since 2026-01-01: use steps")
  nodes: [Node]
}
interface Node { id: ID! }
type Step implements Node { id: ID! title: String! number: Int old: String @deprecated(reason: "since 2026-01-01: use title") kind: Kind at: Date }
type Ancient { it: Boolean only: OnlyAncient }
enum OnlyAncient { ONE }
enum Kind { A B OLD @deprecated(reason: "since 2026-01-01: use A") }
union Found = Step | Other
type Other { id: ID! }
input By { id: ID slug: String old: String @deprecated(reason: "since 2026-01-01: use slug") }
scalar Date @specifiedBy(url: "https://example.org/date")
`

const change = (...pairs) => pairs.reduce((sdl, [from, to]) => {
  assert.ok(sdl.includes(from), `the released schema has no ${from}`)
  return sdl.replace(from, to)
}, released)

const breaking = {
  'a removed field': [['title: String! ', '']],
  'a field that may become null': [['title: String!', 'title: String']],
  'a changed type': [['number: Int', 'number: Float']],
  'a list that is none any more': [['nodes: [Node]', 'nodes: Node']],
  'a removed argument': [['id: ID, old', 'old']],
  'a changed argument': [['first: Int = 10', 'first: String']],
  'a new required argument': [['steps(first: Int = 10)', 'steps(first: Int = 10, kind: Kind!)']],
  'an argument that becomes required': [['step(id: ID,', 'step(id: ID!,']],
  'a removed value of an enum': [[' A B ', ' B ']],
  'a removed type of a union': [['Step | Other', 'Step']],
  'a removed interface': [['Step implements Node', 'Step']],
  'a removed type': [['Step | Other', 'Step'], ['type Other { id: ID! }', '']],
  'a removed field of an input': [['{ id: ID slug: String', '{ slug: String']],
  'a new required field of an input': [['slug: String old', 'slug: String kind: Kind! old']],
  'a field of an input that becomes required': [['slug: String old', 'slug: String! old']],
  'an input of which one field is allowed from now on': [['input By {', 'input By @oneOf {']],
  'a scalar that is another one': [['org/date', 'org/time']],
  'another kind of type': [['scalar Date @specifiedBy(url: "https://example.org/date")', 'enum Date { TODAY }']],
  'a deprecated field that changes instead of going': [['old: String @deprecated(reason: "since 2026-01-01: use title")', 'old: Int']],
  'a field that was not deprecated before it went': [['number: Int ', '']],
  'a type that something else than a deprecated field leads to': [['ancient: Ancient @deprecated(reason: "since 2026-01-01: use steps")', ''], [' kind: Kind at', ' at'], ['enum Kind { A B OLD @deprecated(reason: "since 2026-01-01: use A") }', '']],
}

const harmless = {
  'nothing': [],
  'a new field': [['title: String!', 'title: String! subtitle: String']],
  'a new type': [['enum Kind', 'type New { id: ID } enum Kind']],
  'a new argument': [['step(id: ID,', 'step(id: ID, slug: String,']],
  'a new value of an enum': [[' A B ', ' A B C ']],
  'a new field of an input': [['slug: String old', 'slug: String kind: Kind old']],
  'a field that is never null any more': [['number: Int', 'number: Int!']],
  'a field deprecated from now on': [['number: Int', 'number: Int @deprecated(reason: "since 2026-11-25: use title")']],
  'a deprecated field that went': [[' old: String @deprecated(reason: "since 2026-01-01: use title")', '']],
  'a deprecated argument that went': [[', old: Int @deprecated(reason: "since 2026-01-01: use id")', '']],
  'a deprecated value of an enum that went': [[' OLD @deprecated(reason: "since 2026-01-01: use A")', '']],
  'a deprecated field of an input that went': [[' old: String @deprecated(reason: "since 2026-01-01: use slug")', '']],
  'a deprecated field that went with the types only it led to': [
    ['ancient: Ancient @deprecated(reason: "since 2026-01-01: use steps")', ''], ['type Ancient { it: Boolean only: OnlyAncient }', ''], ['enum OnlyAncient { ONE }', ''],
  ],
}

for (const [name, pairs] of Object.entries(breaking)) {
  test(`${name} breaks`, async () => assert.notDeepEqual(await broken(released, change(...pairs)), []))
}
for (const [name, pairs] of Object.entries(harmless)) {
  test(`${name} does not break`, async () => assert.deepEqual(await broken(released, change(...pairs)), []))
}
