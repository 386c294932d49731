import { copy, data, h, say } from "./dom.js";
import { at, named, offers } from "./complete.js";
import { snippets } from "./snippets.js";
import { tree } from "./tree.js";

const texts = data("texts");
const [form, query, variables, language, json, treeBox, suggest, here, as, snippet] =
  ["form", "query", "variables", "in", "json", "tree", "suggest", "here", "as", "snippet"].map((id) => document.getElementById(id));
let answer = json.textContent ? { data: JSON.parse(json.textContent) } : null;

// Asking and showing.

function asked() {
  const text = variables.value.trim();
  return {
    url: location.origin + "/graphql",
    lang: language.value,
    query: query.value,
    variables: text ? JSON.parse(text) : undefined,
  };
}

async function run() {
  let q;
  try {
    q = asked();
  } catch {
    variables.setAttribute("aria-invalid", "true");
    variables.focus();
    return say(texts.json);
  }
  variables.removeAttribute("aria-invalid");
  say(texts.running);
  const began = performance.now();
  try {
    const response = await fetch(q.url, {
      method: "POST",
      credentials: "omit",
      headers: { "content-type": "application/json", accept: "application/json", "accept-language": q.lang },
      body: JSON.stringify({ query: q.query, variables: q.variables }),
    });
    const text = await response.text();
    answer = JSON.parse(text);
    const ms = Math.round(performance.now() - began);
    const bytes = new TextEncoder().encode(text).length;
    say(answer.errors ? texts.refused : texts.done.replace("{bytes}", bytes).replace("{ms}", ms));
  } catch {
    answer = null;
    say(texts.failed);
  }
  show();
}

function show() {
  const asTree = document.querySelector("input[name=show]:checked").value === "tree";
  treeBox.hidden = !answer || !asTree;
  json.hidden = !answer || asTree;
  document.getElementById("shows").hidden = !answer;
  if (!answer) return;
  json.textContent = JSON.stringify(answer, null, 2);
  treeBox.replaceChildren(tree(answer, texts));
}

function write() {
  try {
    snippet.textContent = snippets[as.value](asked());
  } catch {
    snippet.textContent = texts.json;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    close();
    run();
  }
});
document.getElementById("shows").addEventListener("change", show);
for (const field of [query, variables, language, as]) field.addEventListener("input", write);
document.getElementById("copy").addEventListener("click", async () => say((await copy(snippet.textContent)) ? texts.copied : texts.uncopied));

// The link keeps what is typed in the part of the address that no server sees.

const encode = (value) => btoa(String.fromCodePoint(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const decode = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.codePointAt(0))));

document.getElementById("link").addEventListener("click", async () => {
  history.replaceState(null, "", "#q=" + encode({ query: query.value, variables: variables.value, in: language.value }));
  say((await copy(location.href)) ? texts.copied : texts.uncopied);
});

function restore() {
  const shared = location.hash.match(/^#q=([\w-]+)$/)?.[1];
  if (!shared) return false;
  try {
    const q = decode(shared);
    query.value = q.query;
    variables.value = q.variables;
    if ([...language.options].some((option) => option.value === q.in)) language.value = q.in;
    return true;
  } catch {
    return false; // a link that was cut: the page stays as it is
  }
}

// Completion.

let types = {};
let offered = [];
let chosen = -1;

function close() {
  suggest.hidden = true;
  offered = [];
  chosen = -1;
  query.removeAttribute("aria-activedescendant");
}

function look(open) {
  const position = query.selectionStart;
  const found = at(query.value, position, types);
  explain(found);
  if (!open) return close();
  offered = offers(found, position).slice(0, 60);
  if (offered.length === 0 || (offered.length === 1 && offered[0].name === found.word)) return close();
  chosen = -1;
  query.removeAttribute("aria-activedescendant");
  suggest.replaceChildren(
    ...offered.map((option, i) =>
      h("li", { role: "option", id: "o" + i, "aria-selected": "false", onpointerdown: (event) => (event.preventDefault(), accept(i)) },
        h("code", {}, option.name), option.type ? h("code", { class: "soft" }, " ", option.type) : null,
        option.text ? h("span", { class: "soft", lang: "en" }, " ", option.text) : null)),
  );
  suggest.hidden = false;
  place(found.from);
  say(texts.offered.replace("{n}", offered.length));
}

// place puts the list under the line of a position, and under its column where there is room.
function place(position) {
  const line = query.value.slice(0, position).split("\n").length;
  const style = getComputedStyle(query);
  const top = parseFloat(style.paddingTop) + line * parseFloat(style.lineHeight) - query.scrollTop;
  suggest.style.top = Math.min(Math.max(top, 24), query.clientHeight) + 4 + "px";
}

function choose(i) {
  suggest.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = (i + offered.length) % offered.length;
  suggest.children[chosen].setAttribute("aria-selected", "true");
  suggest.children[chosen].scrollIntoView({ block: "nearest" });
  query.setAttribute("aria-activedescendant", "o" + chosen);
}

function accept(i) {
  const { from } = at(query.value, query.selectionStart, types);
  query.setRangeText(offered[i].name, from, query.selectionStart, "end");
  close();
  write();
  look(false);
}

// explain shows what the word at the caret is, and leads to its documentation.
function explain(found) {
  const option = found.options?.[found.word];
  if (!option || !found.owner) return here.replaceChildren();
  const page = (name) => "/explore/schema/" + name;
  here.replaceChildren(
    h("a", { href: page(found.owner) + "#" + found.word }, found.owner, ".", found.word),
    ...(option.type ? [": ", h("a", { href: page(named(option.type)) }, option.type)] : []),
    " ", h("span", { lang: "en" }, option.text),
  );
}

query.addEventListener("input", (event) => look(event.inputType?.startsWith("insert") && /[\w$@.]/.test(event.data ?? "")));
query.addEventListener("click", () => look(false));
query.addEventListener("keyup", (event) => {
  if (/^(Arrow|Home|End|Page)/.test(event.key) && suggest.hidden) look(false);
});
query.addEventListener("blur", close);
query.addEventListener("keydown", (event) => {
  if (event.key === " " && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return look(true);
  }
  if (suggest.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown") choose(chosen + 1);
  else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
  else if (event.key === "Escape") close();
  else if ((event.key === "Enter" || event.key === "Tab") && chosen >= 0) accept(chosen);
  else return;
  event.preventDefault();
});

const shared = restore();
for (const id of ["link", "code"]) document.getElementById(id).hidden = false;
query.setAttribute("aria-autocomplete", "list");
query.setAttribute("aria-controls", "suggest");
show();
write();
if (shared) run();
types = await (await fetch("/explore/schema.json")).json();
document.documentElement.dataset.ready = "";
