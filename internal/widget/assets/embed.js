// The configurator: what is chosen is shown at once, and what is to be copied can be. Without it the form does the same.
import { copy, data, h, say } from "./dom.js";

const texts = data("texts");
const form = document.getElementById("choose");
const at = (id) => document.getElementById(id);

// show leaves only the fields of the kind that is chosen.
function fields() {
  const what = new FormData(form).get("what");
  for (const kind of ["path", "resource", "search"]) at("for-" + kind).hidden = at("for-" + kind).disabled = kind !== what;
}

function element({ name, attributes }, src, title) {
  if (name) at("element").replaceChildren(h(name, { ...attributes, level: 4 }, h("a", { href: src }, title)));
}

let last;
async function update() {
  fields();
  const query = new URLSearchParams(new FormData(form));
  const turn = (last = {});
  const response = await fetch("/embed/recipes.json?" + query, { headers: { "accept-language": document.documentElement.lang } });
  const recipes = await response.json();
  if (turn !== last) return;
  if (recipes.problem) return say(recipes.problem);
  if (!at("c-frame")) return form.submit();
  at("c-frame").textContent = recipes.frame;
  at("c-element").textContent = recipes.element;
  at("c-url").textContent = recipes.url;
  at("c-oembed").textContent = recipes.oembed;
  at("c-card").textContent = recipes.card;
  at("no-element").hidden = recipes.element !== "";
  at("with-element").hidden = recipes.element === "";
  Object.assign(at("frame"), { src: recipes.src, title: recipes.title });
  element(recipes.shown, recipes.src, recipes.title);
  Object.assign(at("card"), { href: recipes.url, textContent: recipes.title });
  at("about").textContent = recipes.about;
  history.replaceState(null, "", "/embed?" + query);
  say(texts.updated);
}

form.addEventListener("change", update);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  update();
});
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => say((await copy(at(button.dataset.copy).textContent)) ? texts.copied : texts.uncopied));
}
fields();
if (at("element")) element(JSON.parse(at("element").dataset.shown), at("frame").src, at("frame").title);
document.documentElement.dataset.ready = "";
