// What a search finds, while it is typed. The words go to the graph by POST.
import { ask, data, h, say } from "./dom.js";

const texts = data("found-texts");
const form = document.querySelector("[data-search]");
const [field, list] = [form.elements.q, document.getElementById("found")];
const wait = 180; // milliseconds without a key
let timer;
let asking;

const at = (path) => {
  const lang = new URLSearchParams(location.search).get("lang");
  const url = new URL(path, location.origin);
  if (lang) url.searchParams.set("lang", lang);
  return url.pathname + url.search + url.hash;
};

const places = {
  STEP: (n) => at("/step/" + n.slug),
  ROLE: (n) => at("/?role=" + n.slug),
  TOPIC: (n) => at("/topic/" + n.slug),
  TERM: (n) => at("/glossary#" + n.slug),
  ARTICLE: (n) => at("/article/" + n.slug),
  RESOURCE: (n) => at("/resource/" + n.slug),
  GUIDE: (n) => n.url,
  QUESTION: (n) => at("/step/" + n.step.slug + "#q-" + n.slug),
};
const fragments = (list) => list.map((f) => (f.match ? h("mark", {}, f.text) : f.text));

function close() {
  clearTimeout(timer);
  asking?.abort();
  list.hidden = true;
  list.replaceChildren();
}

async function look() {
  const text = field.value.trim();
  asking?.abort();
  asking = new AbortController();
  if (text.length < 2) {
    close();
    return say("", "found-status");
  }
  try {
    const { search } = await ask(form.dataset.search, { text, first: 8 }, undefined, asking.signal);
    list.replaceChildren(...search.edges.map(({ type, node, titleFragments, snippet }) => h("li", {},
      h("a", { href: places[type](node) }, h("span", { class: "tag" }, texts[type]), " ", fragments(titleFragments)),
      snippet.length ? h("p", { class: "soft" }, fragments(snippet)) : node.meaning ? h("p", { class: "soft" }, node.meaning) : null)));
    list.hidden = search.edges.length === 0;
    const n = search.totalCount;
    say(n === 0 ? texts.none : n === 1 ? texts.result : texts.results.replace("{n}", n), "found-status");
  } catch (error) {
    if (error.name !== "AbortError") close(); // the form still works
  }
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(look, wait);
});
form.addEventListener("submit", close);
form.addEventListener("keydown", (event) => {
  const links = [...list.querySelectorAll("a")];
  const i = links.indexOf(document.activeElement);
  if (event.key === "Escape" && !list.hidden) {
    close();
    field.focus();
  } else if (event.key === "ArrowDown" && links.length) (links[i + 1] ?? links[0]).focus();
  else if (event.key === "ArrowUp" && i >= 0) (links[i - 1] ?? field).focus();
  else return;
  event.preventDefault();
});
