// What a team has said and done. It stays in this browser, under one name; a link or a file holds it only when asked for.
const KEY = "parcours";
const VERSION = 1;
export const VALUES = ["YES", "PARTLY", "NO", "NOT_APPLICABLE", "UNKNOWN"];

export const empty = () => ({ version: VERSION, started: false, roles: [], from: "", only: [], reads: "", support: false, answers: {}, done: [], facts: {} });

const isText = (v) => typeof v === "string" && v.length <= 200;
const texts = (v) => (Array.isArray(v) ? [...new Set(v.filter(isText))] : []);
const entries = (v) => (v && typeof v === "object" && !Array.isArray(v) ? Object.entries(v).filter(([key]) => isText(key)) : []);

// sane returns a state with what is right in a value, and throws where it is none at all.
export function sane(value) {
  if (value?.version !== VERSION) throw new Error("not a state");
  return {
    ...empty(),
    started: value.started === true,
    roles: texts(value.roles),
    from: isText(value.from) ? value.from : "",
    only: texts(value.only),
    reads: isText(value.reads) ? value.reads : "",
    support: value.support === true,
    answers: Object.fromEntries(entries(value.answers)
      .filter(([, a]) => VALUES.includes(a?.value))
      .map(([question, a]) => [question, /^\d{4}-\d\d-\d\d$/.test(a.on) ? { value: a.value, on: a.on } : { value: a.value }])),
    done: texts(value.done),
    facts: Object.fromEntries(entries(value.facts).filter(([, v]) => isText(v))),
  };
}

// load returns what this browser has kept, empty where that is nothing or cannot be read.
export function load() {
  try {
    return sane(JSON.parse(localStorage.getItem(KEY)));
  } catch {
    return empty();
  }
}

// save reports whether the browser keeps a state.
export function save(state) {
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

// stored returns the text that the browser has kept, null for none.
export function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function erase() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // a browser that keeps nothing has nothing to erase
  }
}

// onOtherTab calls f when another tab of this browser keeps something else.
export function onOtherTab(f) {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) f();
  });
}

// encode returns a state as the part of an address that no server sees; decode reads it, or throws.
export function encode(state) {
  const plain = Object.fromEntries(Object.entries(state).filter(([, v]) => v && (typeof v !== "object" || Object.keys(v).length)));
  const bytes = new TextEncoder().encode(JSON.stringify(plain));
  return btoa(Array.from(bytes, (b) => String.fromCodePoint(b)).join("")).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function decode(text) {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.codePointAt(0));
  return sane(JSON.parse(new TextDecoder().decode(bytes)));
}

// forget returns a state without whatever has a name, or null where nothing has.
export function forget(state, name) {
  const without = (list) => list.filter((one) => one !== name);
  const dropped = (object) => Object.fromEntries(Object.entries(object).filter(([key, value]) => key !== name && value !== name));
  const next = {
    ...state, roles: without(state.roles), done: without(state.done), only: without(state.only), from: state.from === name ? "" : state.from,
    reads: state.reads === name ? "" : state.reads, answers: dropped(state.answers), facts: dropped(state.facts),
  };
  return JSON.stringify(next) === JSON.stringify(state) ? null : next;
}

export const today = () => new Date().toISOString().slice(0, 10);

const answers = (state) => Object.entries(state.answers).map(([question, a]) => ({ question, value: a.value, answeredOn: a.on ?? null }));

// assessed and profile return the state as the graph takes it.
export function assessed(state) {
  return { roles: state.roles.length ? state.roles : null, asksSupport: state.support, asOf: today(), answers: answers(state) };
}

export function profile(state, limits) {
  const asked = { roles: state.roles, completed: state.done, asksSupport: state.support, asOf: today(), answers: answers(state) };
  if (state.from) asked.from = state.from;
  if (state.reads) asked.languages = [state.reads];
  for (const name of state.only) if (limits[name]) asked[limits[name].field] = limits[name].values;
  return asked;
}

export const facts = (state) => Object.entries(state.facts).map(([fact, value]) => ({ fact, value }));
