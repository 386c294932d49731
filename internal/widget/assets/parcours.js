// Custom elements that show a path or a resource of the service this file comes from:
//
//   <parcours-path roles="technical" from="2" lang="fr"><a href="…">the same, as a link</a></parcours-path>
//   <parcours-resource slug="gitops-tutoriel"><a href="…">the same, as a link</a></parcours-resource>
//
// What stands inside is shown until the service has answered, and stays where it does not. `state` says how it went:
// loading, ready or failed. Nothing is stored or sent but the question: with `done`, a list of slugs, a path shows what is
// done, and the page keeps it.

const own = new URL(import.meta.url).origin;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host {
  --fg: var(--parcours-fg, var(--text-default-grey, CanvasText));
  --bg: var(--parcours-bg, var(--background-default-grey, Canvas));
  --soft: var(--parcours-soft, var(--text-mention-grey, color-mix(in srgb, CanvasText 75%, Canvas)));
  --line: var(--parcours-line, var(--border-default-grey, color-mix(in srgb, CanvasText 25%, Canvas)));
  --accent: var(--parcours-accent, var(--text-action-high-blue-france, LinkText));
  --on-accent: var(--parcours-on-accent, var(--background-default-grey, Canvas));
  display: block; color: var(--fg); background: var(--bg); overflow-wrap: break-word; line-height: 1.5;
}
:host([hidden]) { display: none; }
section, article { padding: var(--parcours-padding, 1rem); }
h2, h3, h4, h5, h6 { font-size: 1em; font-weight: 700; line-height: 1.3; margin: 0; color: inherit; text-wrap: balance; }
.title { font-size: 1.15em; }
p { margin: .3em 0; }
ol { list-style: none; margin: 0; padding: 0; }
a { color: var(--accent); text-underline-offset: .15em; background: none; }
a::after { content: " ↗"; content: " ↗" / ""; font-size: .85em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.soft, .why { color: var(--soft); font-size: .9em; }
.hide { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
summary { cursor: pointer; padding: .2em 0; }
.stage { border-top: 1px solid var(--line); margin-top: .6em; padding-top: .4em; }
.stage > summary { display: flex; gap: .6em; align-items: baseline; }
.stage > summary::-webkit-details-marker { display: none; }
.stage > summary::before { content: "▸"; color: var(--accent); }
.stage[open] > summary::before { content: "▾"; }
.stage > summary > :first-child { flex: 1; }
.item { padding: .45em 0 .45em 1em; border-left: 3px solid var(--line); }
.next { border-left-color: var(--accent); }
.badge { background: var(--accent); color: var(--on-accent); border-radius: 4px; padding: 0 .4em; margin-right: .5em; }
.item:not(.next) .badge { display: none; }
.off a { color: inherit; }
label[hidden] { display: none !important; }
label { display: inline-flex; gap: .5em; align-items: center; padding: .3em 0; cursor: pointer; }
input { width: 1.2em; height: 1.2em; margin: 0; accent-color: var(--accent); }
`);

const says = {
  fr: { all: "Parcours de tous les rôles", path: "Parcours : ", next: "À suivre", why: "Pourquoi ?", done: "C'est fait", tab: " (nouvel onglet)", left: "Laissé de côté", closed: "ne s'ouvre pas depuis ce réseau" },
  en: { all: "Path for every role", path: "Path: ", next: "Next", why: "Why?", done: "Done", tab: " (new tab)", left: "Left out", closed: "does not open from this network" },
};

const fields = "slug language title url kind provider summary languages minutes reachable access { network account cost }";
const words = "resources(first: 1) { facets { kinds { value title } languages { value title } networks { value title } accounts { value title } costs { value title } } }";
const ordinary = ["INTERNET", "NONE", "FREE", "UNKNOWN"];

// h makes an element of some parts, which are its classes too.
function h(name, parts, ...children) {
  const element = document.createElement(name);
  if (parts) {
    element.className = parts;
    element.setAttribute("part", parts);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const list = (text) => (text ?? "").split(/[\s,]+/).filter(Boolean);

class Embedded extends HTMLElement {
  #wanted = 0;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    this.shadowRoot.append(document.createElement("slot"));
  }

  connectedCallback() {
    this.#load();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (name === "done") this.mark?.();
    else this.#load();
  }

  // #load asks once for all attributes that change together, and lets the last question win.
  async #load() {
    const turn = ++this.#wanted;
    await null;
    if (turn !== this.#wanted || !this.isConnected) return;
    this.setAttribute("state", "loading");
    const lang = this.lang || this.closest("[lang]")?.lang || "";
    const { query, variables } = this.question();
    const address = new URL("/graphql", this.getAttribute("server") || own);
    address.search = new URLSearchParams({ query, variables: JSON.stringify(variables), ...(lang && { lang }) });
    let state = "failed";
    try {
      const response = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(15000) });
      const { data, errors } = await response.json();
      if (turn !== this.#wanted) return;
      if (!errors) {
        this.say = says[/^fr\b/i.test(lang) ? "fr" : "en"];
        this.facets = data.resources.facets;
        const shown = this.show(data);
        if (shown) {
          shown.lang = this.say === says.fr ? "fr" : "en";
          this.shadowRoot.replaceChildren(shown);
          state = "ready";
        }
      }
    } catch {
      // the service is away, slow or not allowed: what stands inside is all there is to show
    }
    if (turn !== this.#wanted) return;
    if (state === "failed") this.shadowRoot.replaceChildren(document.createElement("slot"));
    this.setAttribute("state", state);
  }

  heading(below, parts, ...children) {
    return h("h" + Math.min(6, (Number(this.getAttribute("level")) || 3) + below), parts, ...children);
  }

  link(resource) {
    const a = h("a", "link", resource.title, h("span", "hide", this.say.tab));
    Object.assign(a, { href: resource.url, target: "_blank", rel: "noopener", lang: resource.language });
    a.addEventListener("click", (event) => {
      if (!this.tell("parcours:open", resource)) event.preventDefault();
    });
    return a;
  }

  facts({ kind, languages, minutes, reachable, access, provider }) {
    const word = (facet, value) => this.facets[facet].find((one) => one.value === value)?.title ?? value;
    const asks = Object.entries(access).filter(([, value]) => !ordinary.includes(value)).map(([facet, value]) => word(facet + "s", value));
    return [word("kinds", kind), ...languages.map((value) => word("languages", value)), minutes && minutes + " min", ...asks, !reachable && this.say.closed, provider].filter(Boolean).join(" · ");
  }

  // tell dispatches an event; it returns whether the page lets us go on.
  tell(name, { slug, title, url }, more) {
    return this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable: true, detail: { slug, title, url, ...more } }));
  }
}

class Path extends Embedded {
  static observedAttributes = ["roles", "from", "to", "lang", "server", "level", "done"];
  #rows = []; // of items, in order

  question() {
    const profile = { roles: list(this.getAttribute("roles")) };
    for (const name of ["from", "to"]) if (this.getAttribute(name)) profile[name] = this.getAttribute(name);
    return {
      query: `query ParcoursPath($profile: ProfileInput!) { learningPath(profile: $profile) { roles { title } stages { step { number title } items { explanation resource { ${fields} } } } leftOut { explanation resource { title } } } ${words} }`,
      variables: { profile },
    };
  }

  show({ learningPath: { roles, stages, leftOut } }) {
    this.#rows = [];
    const title = roles.length ? this.say.path + roles.map((role) => role.title).join(", ") : this.say.all;
    const shown = h("section", "path", this.heading(0, "title", title));
    for (const { step, items } of stages) shown.append(this.#stage(`${step.number}. ${step.title}`, items.map((item) => this.#item(item))));
    if (leftOut.length) {
      shown.append(this.#stage(this.say.left, leftOut.map((out) => h("li", "item", this.heading(2, "", out.resource.title), h("p", "soft", out.explanation)))));
    }
    this.mark(shown);
    const next = shown.querySelector(".next") ?? shown.querySelector(".item");
    if (next) next.closest("details").open = true;
    return shown;
  }

  #stage(title, rows) {
    return h("details", "stage", h("summary", "stage-title", this.heading(1, "", title), h("span", "soft", String(rows.length))), h("ol", "items", ...rows));
  }

  #item({ resource, explanation }) {
    const box = h("input", "box");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      const done = new Set(list(this.getAttribute("done")));
      done[box.checked ? "add" : "delete"](resource.slug);
      if (this.tell("parcours:done", resource, { done: box.checked, all: [...done] })) this.setAttribute("done", [...done].join(" "));
      else box.checked = !box.checked;
    });
    const label = h("label", "done", box, this.say.done, h("span", "hide", " : " + resource.title));
    const why = h("details", "why", h("summary", "", this.say.why, h("span", "hide", " " + resource.title)), h("p", "", explanation));
    const row = h("li", "item", this.heading(2, "", this.link(resource)), h("p", "soft facts", h("span", "badge", this.say.next), this.facts(resource)), label, why);
    this.#rows.push({ row, box, label, slug: resource.slug });
    return row;
  }

  // mark shows what is done, and what is next.
  mark() {
    const done = new Set(list(this.getAttribute("done")));
    let next = true;
    for (const { row, box, label, slug } of this.#rows) {
      box.checked = done.has(slug);
      label.hidden = !this.hasAttribute("done");
      const is = box.checked ? "item off" : next ? "item next" : "item";
      next &&= box.checked;
      row.className = is;
      row.setAttribute("part", is);
    }
  }
}

class Resource extends Embedded {
  static observedAttributes = ["slug", "lang", "server", "level"];

  question() {
    return { query: `query ParcoursResource($id: ID!) { resource(id: $id) { ${fields} } ${words} }`, variables: { id: this.getAttribute("slug") ?? "" } };
  }

  show({ resource }) {
    return resource && h("article", "resource", this.heading(0, "title", this.link(resource)), h("p", "soft facts", this.facts(resource)), resource.summary && h("p", "summary", resource.summary));
  }
}

for (const [name, element] of [["parcours-path", Path], ["parcours-resource", Resource]]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
