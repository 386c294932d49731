// The page of GraphiQL: the examples of the page as tabs and as a panel, answers in the language of the headers, and a link
// that keeps a query in the part of the address that no server sees.
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { ToolbarButton, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createElement as h, StrictMode } from "react";
import { createRoot } from "react-dom/client";

const worker = (name) => new Worker(new URL("./" + name + ".worker.js", import.meta.url));
globalThis.MonacoEnvironment = { getWorker: (_, label) => worker(["graphql", "json"].includes(label) ? label : "editor") };

const { texts, groups, lang } = JSON.parse(document.getElementById("playground").textContent);
const headersIn = (language) => JSON.stringify({ "accept-language": language || lang }, null, 2);
const tab = (example) => ({ query: example.query, variables: example.variables, headers: headersIn(example.language) });

const encode = (value) => btoa(String.fromCodePoint(...new TextEncoder().encode(JSON.stringify(value)))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const decode = (text) => JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.codePointAt(0))));

function shared() {
  try {
    const q = decode(location.hash.match(/^#q=([\w-]+)$/)[1]);
    return [{ query: String(q.query), variables: String(q.variables ?? ""), headers: headersIn(q.in) }];
  } catch {
    return null; // no link, or one that was cut
  }
}

function Share() {
  const [query, variables, headers] = useGraphiQL((s) => [s.queryEditor, s.variableEditor, s.headerEditor]);
  const share = async () => {
    let language = lang;
    try {
      language = JSON.parse(headers?.getValue())["accept-language"] ?? lang;
    } catch {
      // headers that cannot be read are not shared
    }
    history.replaceState(null, "", "#q=" + encode({ query: query.getValue(), variables: variables?.getValue() ?? "", in: language }));
    await navigator.clipboard?.writeText(location.href).catch(() => {}); // the address bar has it all the same
  };
  return h(ToolbarButton, { onClick: share, label: texts.link }, h("svg", { className: "graphiql-toolbar-icon", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 2, "aria-hidden": true },
    h("path", { d: "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1-1" })));
}

function Examples() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const [query, variables, headers] = useGraphiQL((s) => [s.queryEditor, s.variableEditor, s.headerEditor]);
  const open = (example) => {
    addTab();
    const values = tab(example);
    query?.setValue(values.query);
    variables?.setValue(values.variables);
    headers?.setValue(values.headers);
    updateActiveTabValues(values);
  };
  return h("section", { "aria-label": texts.examples },
    groups.map((group) => [
      h("h3", { key: group.title }, group.title),
      h("ul", { key: group.title + "-list", className: "parcours-examples" },
        group.examples.map((example) => h("li", { key: example.name }, h("button", { type: "button", className: "graphiql-un-styled", lang: "en", onClick: () => open(example) }, example.title)))),
    ]));
}

const EXAMPLES = {
  title: texts.examples,
  icon: () => h("svg", { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", strokeWidth: 2, "aria-hidden": true }, h("path", { d: "M4 6h16M4 12h16M4 18h10" })),
  content: Examples,
};

// GraphiQL gives a tab the role of one control and puts two in it. A list of buttons says the same, and can be operated.
function mend(root) {
  for (const list of root.querySelectorAll("[role=tablist]")) list.removeAttribute("role");
  for (const item of root.querySelectorAll(".graphiql-tab")) {
    item.removeAttribute("role");
    const selected = item.getAttribute("aria-selected");
    if (selected === null) continue;
    item.removeAttribute("aria-selected");
    item.querySelector(".graphiql-tab-button")?.setAttribute("aria-current", selected);
  }
}
new MutationObserver(() => mend(document.getElementById("graphiql")))
  .observe(document.getElementById("graphiql"), { subtree: true, childList: true, attributeFilter: ["aria-selected", "role"] });

const fetcher = createGraphiQLFetcher({ url: new URL("/graphql", location.href).href, fetch: (url, options) => fetch(url, { ...options, credentials: "omit" }) });

createRoot(document.getElementById("graphiql")).render(
  h(StrictMode, null,
    h(GraphiQL, {
      fetcher,
      defaultTabs: shared() ?? groups.map((group) => tab(group.examples[0])),
      defaultHeaders: headersIn(),
      defaultEditorToolsVisibility: "headers",
      plugins: [HISTORY_PLUGIN, EXAMPLES],
      shouldPersistHeaders: true,
      showPersistHeadersSettings: false,
      storage: sessionStorage,
    }, h(GraphiQL.Logo, null, h("span", null)), h(GraphiQL.Toolbar, null, ({ prettify, merge, copy }) => [prettify, merge, copy, h(Share, { key: "share" })].map((item, i) => h("span", { key: i }, item))))),
);
