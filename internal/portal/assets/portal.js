// The portal: what a team says goes to the graph by POST, stays in this browser, and comes back as a path.
import { ask, copy, data, say } from "./dom.js";
import * as state from "./state.js";
import * as view from "./view.js";
import "./search.js";

const { queries, choice, limits } = data("portal");
const { texts, fill } = view;
const $ = (id) => document.getElementById(id);
const form = $("team");

let team = state.load();
let shared = false; // whether the team is somebody else's, who gave a link
let turn = 0;

// The form, the address and what is kept say the same.

function show() {
  for (const box of form.querySelectorAll("[name=role]")) box.checked = team.roles.includes(box.value);
  for (const box of form.querySelectorAll("[name=only]")) box.checked = team.only.includes(box.value);
  form.elements.support.checked = team.support;
  form.elements.step.value = team.from;
  form.elements.reads.value = team.reads;
  if (team.only.length || team.reads || team.support) form.querySelector("details").open = true;
  for (const select of $("facts").querySelectorAll("select")) select.value = team.facts[select.name] ?? "";
}

function read() {
  const said = new FormData(form);
  team = {
    ...team, started: true, roles: said.getAll("role"), only: said.getAll("only"), from: said.get("step"), reads: said.get("reads"),
    support: said.has("support"),
  };
}

function keep() {
  if (shared) return;
  if (!state.save(team)) say(texts.unsaved);
  const address = new URLSearchParams();
  const lang = new URLSearchParams(location.search).get("lang");
  for (const role of team.roles) address.append("role", role);
  address.append("step", team.from);
  for (const only of team.only) address.append("only", only);
  if (team.reads) address.append("reads", team.reads);
  if (team.support) address.append("support", "1");
  for (const link of document.querySelectorAll(".langs a")) {
    address.set("lang", link.lang);
    link.href = "?" + address;
  }
  address.delete("lang");
  if (lang) address.set("lang", lang);
  history.replaceState(null, "", "?" + address);
}

// refresh asks for the path and the questions anew; then the focus goes to the element named, where one is.
async function refresh(focus) {
  const mine = ++turn;
  let forgotten = 0;
  for (;;) {
    try {
      const [{ learningPath }, { nextQuestions }] = await Promise.all([
        ask(queries.path, { profile: state.profile(team, limits) }),
        ask(queries.questions, { input: state.assessed(team) }),
      ]);
      if (mine !== turn) return;
      draw(learningPath, nextQuestions);
      if (focus) $(focus).focus();
      say(forgotten ? fill(texts.forgotten, { n: forgotten }) : fill(texts.updated, { n: view.left(learningPath) }));
      return;
    } catch (error) {
      if (mine !== turn) return;
      const gone = error.code === "BAD_USER_INPUT" && state.forget(team, error.message.match(/"([^"]*)"/)?.[1]);
      if (!gone) return say(texts.failed);
      team = gone;
      forgotten++;
      keep();
      show();
    }
  }
}

// swap fills a box and gives the focus back to what had it.
function swap(box, children) {
  const id = document.activeElement?.id;
  box.replaceChildren(...children);
  if (id && document.activeElement === document.body) $(id)?.focus({ preventScroll: true });
}

function draw(path, questions) {
  swap($("stepper"), [view.stepper(path, Object.keys(team.answers).length > 0)]);
  swap($("journey"), view.journey(path, team, tick));
  swap($("questions"), view.questions(questions));
  swap($("given"), view.given(team, $("given").querySelector("details")?.open ?? false, everyQuestion, drop));
  for (const id of ["journey", "asking", "support", "yours"]) $(id).hidden = false;
  for (const id of ["start", "lead"]) $(id)?.remove();
  for (const cell of document.querySelectorAll("[data-role]")) cell.classList.toggle("on", team.roles.includes(cell.dataset.role));
}

function tick(slug, done) {
  team = { ...team, done: done ? [...team.done, slug] : team.done.filter((one) => one !== slug) };
  keep();
  refresh();
}

let known;
async function everyQuestion() {
  if (known) return known;
  const all = [];
  for (let after = null, more = true; more; ) {
    const { questions } = await ask(queries.answered, { after });
    all.push(...questions.nodes);
    after = questions.pageInfo.endCursor;
    more = questions.pageInfo.hasNextPage;
  }
  return (known = all);
}

function drop(slug) {
  const { [slug]: _, ...answers } = team.answers;
  team = { ...team, answers };
  keep();
  refresh(Object.keys(answers).length ? "given-summary" : "h-questions");
}

async function help() {
  if (Object.keys(team.facts).length === 0) return $("services").replaceChildren();
  try {
    const { eligibility } = await ask(queries.support, { input: { facts: state.facts(team) } });
    $("services").replaceChildren(...view.services(eligibility));
  } catch (error) {
    const gone = error.code === "BAD_USER_INPUT" && state.forget(team, error.message.match(/"([^"]*)"/)?.[1]);
    if (!gone) return say(texts.failed);
    team = gone;
    keep();
    await help();
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  read();
  keep();
  refresh("h-path");
});
form.addEventListener("change", () => {
  if (!team.started) return;
  read();
  keep();
  refresh();
});
$("questions").addEventListener("submit", (event) => {
  event.preventDefault();
  const said = [...new FormData(event.target)].map(([name, value]) => [name.slice(2), { value, on: state.today() }]);
  team = { ...team, answers: { ...team.answers, ...Object.fromEntries(said) } };
  keep();
  refresh("h-questions");
});
$("facts").addEventListener("submit", (event) => {
  event.preventDefault();
  team = { ...team, facts: Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value)) };
  keep();
  help();
});

// What is kept can be taken along, given away, brought back and erased.

$("export").addEventListener("click", () => {
  const url = URL.createObjectURL(new Blob([JSON.stringify(team, null, 2) + "\n"], { type: "application/json" }));
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: "parcours.json" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
});
$("import").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    if (file.size > 1e6) throw new Error("too long");
    adopt(state.sane(JSON.parse(await file.text())));
  } catch {
    return say(texts.refused);
  }
  await begin();
  say(texts.imported);
});
$("share").addEventListener("click", async () => {
  const lang = new URLSearchParams(location.search).get("lang");
  const link = location.origin + "/" + (lang ? "?lang=" + lang : "") + "#s=" + state.encode(team);
  if (await copy(link)) return say(texts.copied);
  history.replaceState(null, "", link);
  say(texts.uncopied);
});
$("print").addEventListener("click", () => print());
$("erase").addEventListener("click", () => $("sure").showModal());
$("sure").addEventListener("close", ({ target }) => {
  if (target.returnValue === "yes") leave();
  else $("erase").focus();
});
$("keep").addEventListener("click", async () => {
  adopt(team);
  await begin();
  say(texts.kept);
});
$("mine").addEventListener("click", () => go());
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#s=")) location.reload();
});
state.onOtherTab(() => {
  if (shared) return;
  team = state.load();
  if (!team.started) return go();
  begin();
});

function adopt(other) {
  team = { ...other, started: true };
  shared = false;
  $("shared").hidden = true;
  keep();
}

function leave() {
  state.erase();
  go();
}

// go opens the page anew, without what its address says.
function go() {
  const lang = new URLSearchParams(location.search).get("lang");
  history.replaceState(null, "", "/" + (lang ? "?lang=" + lang : ""));
  location.reload();
}

function begin() {
  show();
  return Promise.all([refresh(), help()]);
}

function open() {
  const link = location.hash.match(/^#s=(.*)$/)?.[1];
  if (link !== undefined) {
    try {
      team = { ...state.decode(link), started: true };
      shared = true;
      $("shared").hidden = false;
      return;
    } catch {
      say(texts.cut);
    }
  }
  if (!choice.started) return;
  const said = new URLSearchParams(location.search); // what it does not say stays as it was kept
  team = { ...team, started: true };
  for (const [name, field] of Object.entries({ role: "roles", step: "from", only: "only", reads: "reads", support: "support" })) {
    if (said.has(name)) team[field] = choice[field];
  }
  keep();
}

open();
show();
if (team.started) await begin();
document.documentElement.dataset.ready = "";
