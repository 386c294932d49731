// Tells what a schema breaks of a released one. What was deprecated when it was released may go; all else has to stay as it
// is. Run as `node promise.js RELEASED CURRENT`, it fails where anything breaks.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildASTSchema, buildSchema, isInterfaceType, isIntrospectionType, isScalarType, isSpecifiedScalarType, Kind, parse, visit } from 'graphql'

// broken returns a sentence for each change from the SDL of a release to another that breaks what clients may rely on.
export async function broken(released, current) {
  const now = buildSchema(current)
  const promised = withoutGone(released, now)
  const changes = await diff(promised, now)
  const sentences = changes.filter((c) => c.criticality.level === CriticalityLevel.Breaking).map((c) => `${c.path}: ${c.message}`)
  for (const was of Object.values(promised.getTypeMap())) { // which the package does not look at
    const is = now.getType(was.name)
    if (isScalarType(was) && isScalarType(is) && was.specifiedByURL !== is.specifiedByURL) sentences.push(`${was.name}: another specification`)
  }
  return sentences
}

// withoutGone returns the schema of an SDL without what was deprecated in it and is not in the schema now, and without the
// types that nothing leads to any more.
function withoutGone(sdl, now) {
  const gone = (owner, kind, name) => {
    const type = now.getType(owner)
    return !type || !(kind === Kind.ENUM_VALUE_DEFINITION ? type.getValue?.(name) : type.getFields?.()[name])
  }
  const deprecated = (node) => node.directives.some((d) => d.name.value === 'deprecated')
  let owner, field
  const document = visit(parse(sdl), {
    enter(node) {
      switch (node.kind) {
        case Kind.OBJECT_TYPE_DEFINITION:
        case Kind.INTERFACE_TYPE_DEFINITION:
        case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        case Kind.ENUM_TYPE_DEFINITION:
          owner = node.name.value
          field = undefined
          return
        case Kind.FIELD_DEFINITION:
          field = node.name.value
          return deprecated(node) && gone(owner, node.kind, field) ? null : undefined
        case Kind.ENUM_VALUE_DEFINITION:
          return deprecated(node) && gone(owner, node.kind, node.name.value) ? null : undefined
        case Kind.INPUT_VALUE_DEFINITION: {
          if (!deprecated(node)) return
          const left = field
            ? now.getType(owner)?.getFields?.()[field]?.args.some((a) => a.name === node.name.value)
            : !gone(owner, node.kind, node.name.value)
          return left ? undefined : null
        }
      }
    },
    leave(node) {
      if (node.kind === Kind.FIELD_DEFINITION) field = undefined
    },
  })
  const reached = reachable(buildASTSchema(document, { assumeValidSDL: true }))
  const definitions = document.definitions.filter((d) => !d.name || reached.has(d.name.value) || now.getType(d.name.value) || now.getDirective(d.name.value))
  return buildASTSchema({ ...document, definitions }, { assumeValidSDL: true })
}

// reachable returns the names of the types that a query can lead to.
function reachable(schema) {
  const names = new Set()
  const add = (type) => {
    while (type.ofType) type = type.ofType
    if (names.has(type.name) || isSpecifiedScalarType(type) || isIntrospectionType(type)) return
    names.add(type.name)
    for (const f of Object.values(type.getFields?.() ?? {})) {
      add(f.type)
      for (const a of f.args ?? []) add(a.type)
    }
    for (const t of type.getTypes?.() ?? []) add(t)
    for (const t of type.getInterfaces?.() ?? []) add(t)
    if (isInterfaceType(type)) schema.getPossibleTypes(type).forEach(add)
  }
  add(schema.getQueryType())
  for (const d of schema.getDirectives()) for (const a of d.args) add(a.type)
  return names
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [released, current] = process.argv.slice(2).map((file) => readFileSync(file, 'utf8'))
  const changes = await broken(released, current)
  if (changes.length > 0) {
    console.error('breaks what was released; deprecate it in a release before it goes:\n' + changes.join('\n'))
    process.exit(1)
  }
  console.log(`${Object.keys(buildSchema(released).getTypeMap()).length} types: nothing that was released is broken`)
}
