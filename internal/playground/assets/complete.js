// What may stand at a place of a GraphQL query, told from the outline of the schema. Pure: no document, no network.

const tokens = /"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*|\.\.\.|[$@]?[_A-Za-z]\w*|[$@]|[{}()[\]:=!|&]|-?\d[\w.+-]*/g;

// named returns the name between the brackets of a type.
export const named = (type) => type?.replace(/[[\]!]/g, "");

const operations = { query: "Query" };

// at tells what stands at a position of the text: the word there, from where to where, the fields or values that may stand
// there ({name: {type, text}}), and the owner of them (a type). options is null where nothing can be told.
export function at(text, position, types) {
  let from = position;
  while (from > 0 && /[\w$@]/.test(text[from - 1])) from--;
  let to = position;
  while (to < text.length && /\w/.test(text[to])) to++;
  const nothing = { from, to, word: text.slice(from, to), options: null };

  const stack = []; // of {in: "selection" | "arguments" | "object" | "list" | "variables", …}
  const variables = {};
  let next = null; // the type of a selection that may open
  let args = null; // the arguments that may open
  let spread = false; // after ...
  let on = false; // after on
  for (const match of text.slice(0, from).matchAll(tokens)) {
    const token = match[0];
    if (match.index + token.length === from && /^["#]/.test(token) && !closed(token)) return nothing;
    if (token.startsWith("#")) continue;
    const top = stack.at(-1);
    if (token === "}" || token === ")" || token === "]") {
      const shut = stack.pop();
      value(stack.at(-1), token);
      if (shut?.in === "selection") next = args = null;
      continue;
    }
    if (!top) {
      if (token in operations) next = operations[token];
      else if (on) [next, on] = [token, false];
      else if (token === "on") on = true;
      else if (token === "(") stack.push({ in: "variables" });
      else if (token === "{") stack.push({ in: "selection", type: next ?? operations.query });
      continue;
    }
    switch (top.in) {
      case "variables":
        if (token.startsWith("$")) top.name = token;
        else if (token === ":") top.typed = true;
        else if (top.typed && /^\w/.test(token)) {
          variables[top.name] = token;
          top.typed = false;
        } else if (token === "{") stack.push({ in: "object", fields: {} });
        break;
      case "selection":
        if (token === "...") [spread, next, args] = [true, top.type, null];
        else if (token === "{") {
          stack.push({ in: "selection", type: next });
          [next, args, spread, on] = [null, null, false, false];
        } else if (token === "(") stack.push({ in: "arguments", fields: args ?? {} });
        else if (token.startsWith("@")) args = directives[token]?.args ?? {};
        else if (on) [next, on, spread] = [token, false, false];
        else if (spread) [on, spread] = [token === "on", false];
        else if (/^\w/.test(token)) {
          const field = types[top.type]?.fields?.[token];
          [next, args] = [named(field?.type), field?.args ?? {}];
        } else if (token === ":") [next, args] = [null, null];
        break;
      default: // arguments, an object or a list
        if (token === "{") stack.push({ in: "object", fields: types[named(expected(top))]?.fields ?? {} });
        else if (token === "[") stack.push({ in: "list", type: expected(top) });
        else if (token === ":") top.valued = true;
        else if (top.in !== "list" && !top.valued) top.key = token;
        else value(top, token);
    }
  }

  const top = stack.at(-1);
  const found = (options, owner) => ({ ...nothing, options, owner });
  if (text[from] === "@" && top?.in === "selection") return found(directives);
  if (text[from] === "$") return top && top.in !== "variables" ? found(declared(variables)) : nothing;
  if (on) return found(Object.fromEntries(Object.entries(types).filter(([, t]) => t.kind === "OBJECT" || t.kind === "INTERFACE").map(([name]) => [name, { text: "" }])));
  if (!top) return found({ query: { text: "" }, fragment: { text: "" } });
  if (top.in === "variables") {
    if (!top.typed) return nothing;
    return found(Object.fromEntries(Object.entries(types).filter(([, t]) => ["INPUT_OBJECT", "ENUM", "SCALAR"].includes(t.kind)).map(([name]) => [name, { text: "" }])));
  }
  if (top.in === "selection") {
    if (spread) return found({ on: { text: "" }, ...fragments(text) });
    const fields = types[top.type]?.fields;
    return fields ? found({ ...fields, __typename: { type: "String!", text: "" } }, top.type) : nothing;
  }
  if (top.in !== "list" && !top.valued) return found(top.fields, owner(types, top.fields));
  const type = named(expected(top));
  if (type === "Boolean") return found({ true: { text: "" }, false: { text: "" } });
  return found({ ...types[type]?.values, ...declared(variables, type) }, type);
}

const directives = {
  "@include": { text: "", args: { if: { type: "Boolean!", text: "" } } },
  "@skip": { text: "", args: { if: { type: "Boolean!", text: "" } } },
};

// value notes that a value has ended.
function value(top, token) {
  if (top && top.in !== "list" && (token !== ")" || top.in === "object")) top.valued = false;
}

const expected = (top) => (top.in === "list" ? top.type : top.fields[top.key]?.type);
const closed = (token) => token.startsWith('"') && token.length > 1 && token.endsWith('"') && (!token.startsWith('"""') || token.length > 5);
const owner = (types, fields) => Object.keys(types).find((name) => types[name].fields === fields);
const fragments = (text) => Object.fromEntries([...text.matchAll(/\bfragment\s+(\w+)/g)].map((m) => [m[1], { text: "" }]));
const declared = (variables, type) =>
  Object.fromEntries(Object.entries(variables).filter(([, t]) => !type || t === type).map(([name, t]) => [name, { type: t, text: "" }]));

// offers returns the options that begin with what is typed before the position, in order.
export function offers(found, position) {
  const typed = found.word.slice(0, position - found.from).toLowerCase();
  return Object.entries(found.options ?? {})
    .filter(([name]) => name.toLowerCase().startsWith(typed) && !(name.startsWith("__") && !typed))
    .map(([name, option]) => ({ name, ...option }));
}
