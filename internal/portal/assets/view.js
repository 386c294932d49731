// What a path, questions and support look like: elements made of answers of the graph, as _parts.html makes them.
import { data, h } from "./dom.js";
import { VALUES } from "./state.js";

export const texts = data("texts");
const words = data("words");
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const at = (path) => {
  const lang = new URLSearchParams(location.search).get("lang");
  return lang ? path + (path.includes("?") ? "&" : "?") + "lang=" + lang : path;
};
const hours = (m) => [m >= 60 && Math.floor(m / 60) + " h", (m % 60 || m < 60) && (m % 60) + " min"].filter(Boolean).join(" ");
const quoted = (titles) => titles.map((title) => fill(texts.quote, { title })).join(", ");
const foreign = (thing) => (thing.language === document.documentElement.lang ? null : thing.language);
const page = (r) => at("/resource/" + encodeURIComponent(r.slug));

const isDone = (item) => item.state === "DONE" || item.state === "KNOWN";
export const left = (path) => path.stages.flatMap((s) => s.items).filter((item) => !isDone(item)).length;

// stepper shows every step, where the team is, and what is behind it.
export function stepper(path, answered) {
  const here = answered ? path.assessment.steps.find((s) => s.state === "CURRENT")?.step.number : path.from.number;
  return h("ol", { class: "stepper plain" }, path.assessment.steps.map((s) => {
    const stage = path.stages.find((one) => one.step.number === s.step.number);
    const of = stage?.items.length ?? 0;
    const n = stage?.items.filter(isDone).length ?? 0;
    return h("li", { "aria-current": s.step.number === here ? "step" : null, class: of > 0 && n === of ? "complete" : null },
      h("a", { href: stage ? "#stage-" + s.step.number : at("/step/" + s.step.slug) }, h("span", { class: "dot" }, s.step.number), " ", h("span", { class: "name" }, s.step.title)),
      s.step.number === here ? h("strong", { class: "here" }, texts.here) : null,
      of > 0 ? h("span", { class: "share" }, h("progress", { max: of, value: n, "aria-hidden": "true" }), h("span", {}, fill(texts.progress, { n, of }))) : null,
      s.answered > 0 ? h("span", { class: "gate", "data-gate": s.gate }, texts[s.gate], " · ", fill(texts.gate, { n: s.answered, of: s.questions })) : null);
  }));
}

function time(d) {
  return d.known ? fill(texts.time, { time: hours(d.knownMinutes), n: d.known, unknown: d.unknown }) : texts["time.none"];
}

const tag = (text) => (text ? h("span", { class: "tag" }, text) : null);

function aspects(r) {
  const { network, account, cost } = r.access;
  return h("p", { class: "facts" },
    tag(texts["kind." + r.kind]), r.minutes ? tag(hours(r.minutes)) : null, r.languages.map(tag),
    network === "STATE_NETWORK" ? tag(texts["network." + network]) : null,
    account !== "NONE" && account !== "UNKNOWN" ? tag(texts["account." + account]) : null,
    cost !== "FREE" && cost !== "UNKNOWN" ? tag(texts["cost." + cost]) : null,
    r.provider ? h("span", { class: "soft" }, r.provider) : null);
}

function reason(r) {
  if (r.kind === "ESSENTIAL") return h("li", { class: "chip" }, texts.everyone);
  if (r.kind === "ROLE") return h("li", { class: "chip" }, r.role.title);
  if (r.kind === "PREREQUISITE") return null; // told together
  return h("li", {}, r.sentence);
}

function item(one, done, tick) {
  const r = one.resource;
  const label = texts["state." + one.state];
  const before = one.reasons.filter((why) => why.kind === "PREREQUISITE").map((why) => why.of.title);
  return h("li", { class: "item", "data-state": one.state },
    h("div", { class: "what" },
      h("label", { class: "tick" }, h("input", { type: "checkbox", id: "done-" + r.slug, checked: done.includes(r.slug), onchange: (event) => tick(r.slug, event.target.checked) }),
        h("span", { class: "hide" }, fill(texts.done, { title: r.title }))),
      h("h4", {}, h("a", { href: r.url, rel: "noreferrer", lang: foreign(r) }, r.title)),
      label ? h("span", { class: "state" }, label) : null),
    aspects(r),
    h("ul", { class: "why plain" },
      one.knownBy.slice(0, one.state === "KNOWN" ? 1 : 0).map((k) => h("li", {}, fill(texts.known, { question: k.question.text }))),
      one.reasons.map(reason),
      before.length ? h("li", {}, fill(texts.before, { titles: quoted(before) })) : null,
      one.unmet.map((u) => h("li", {}, fill(texts.unmet, { title: u.requirement.requires.title })))),
    h("p", { class: "more" }, h("a", { href: page(r) }, words.details, h("span", { class: "hide" }, " ", words.of, " ", r.title))));
}

// journey shows a path: tick(slug, done) is told what is ticked.
export function journey(path, state, tick) {
  const answered = Object.keys(state.answers).length > 0;
  const all = path.stages.flatMap((s) => s.items);
  return [
    h("h2", { id: "h-path", tabindex: "-1" }, words.path),
    answered ? h("p", { class: "stands" }, path.assessment.explanation) : null,
    h("p", {}, left(path) === 0 ? texts.alldone : fill(texts.size, { n: all.length, done: all.filter(isDone).length })),
    h("p", { class: "soft" }, time(path.duration)),
    path.stages.map((stage) => {
      const stand = path.assessment.steps.find((s) => s.step.number === stage.step.number);
      return h("section", { class: "stage", id: "stage-" + stage.step.number },
        h("h3", {}, h("span", { class: "dot" }, stage.step.number), " ", h("a", { href: at("/step/" + stage.step.slug) }, stage.step.title)),
        stand.answered > 0 && stand.state !== "CURRENT" ? h("p", { class: "soft" }, stand.explanation) : null,
        stage.objectives.length ? h("div", { class: "goals" }, h("p", { class: "soft" }, words.objectives),
          h("ul", {}, stage.objectives.map((o) => h("li", {}, o.text, " ", h("span", { class: "soft" }, "(" + o.role.title + ")"))))) : null,
        stage.items.length ? h("ol", { class: "items plain" }, stage.items.map((one) => item(one, state.done, tick))) : h("p", { class: "soft" }, words.nothing));
    }),
    path.leftOut.length ? h("section", { class: "left", "aria-labelledby": "h-left" },
      h("h3", { id: "h-left" }, words.leftout, " (" + path.leftOut.length + ")"), h("p", { class: "soft" }, words["leftout.lead"]),
      h("ul", {}, path.leftOut.map((l) => h("li", {}, h("a", { href: page(l.resource), lang: foreign(l.resource) }, l.resource.title), " ",
        h("span", { class: "soft" }, "(" + l.step.number + ")"), h("br"), l.explanation)))) : null,
  ].flat().filter(Boolean);
}

// questions shows those worth asking.
export function questions(list) {
  if (list.length === 0) return [h("p", {}, texts["ask.none"])];
  return [
    h("p", { class: "soft" }, texts["ask.lead"]),
    ...list.map(({ question: q, answer, resources, gates }) => {
      const changes = [...gates.map((g) => fill(texts["ask.gate"], { n: g.number })), resources.length ? quoted(resources.slice(0, 3).map((r) => r.title)) : null].filter(Boolean);
      return h("fieldset", { class: "ask" },
        h("legend", { lang: foreign(q) }, q.text),
        h("p", { class: "soft" }, fill(texts["ask.step"], { n: q.step.number }), " · ", q.section.title, q.blocking ? [" ", tag(texts["ask.block"])] : null),
        q.details ? h("p", { class: "soft" }, q.details) : null,
        h("div", { class: "answers" }, VALUES.map((value) => h("label", { class: "choice" },
          h("input", { type: "radio", name: "q-" + q.slug, id: "q-" + q.slug + "-" + value, value, checked: value === answer }), h("span", {}, texts[q.kind + "." + value])))),
        changes.length ? h("p", { class: "soft" }, texts["ask.why"], " ", changes.join(", ")) : null,
        q.respondents.length ? h("p", { class: "soft" }, fill(texts["ask.who"], { who: q.respondents.map((r) => r.title).join(", ") })) : null);
    }),
    h("p", {}, h("button", { class: "main" }, texts["ask.save"])),
  ];
}

// given shows the answers of a team: list() returns every question, drop(slug) is told which answer is taken back.
export function given(state, open, list, drop) {
  const n = Object.keys(state.answers).length;
  if (n === 0) return [];
  const box = h("ul", { class: "plain" });
  const details = h("details", {}, h("summary", { id: "given-summary" }, fill(texts["ask.given"], { n })), box);
  details.addEventListener("toggle", async () => {
    if (!details.open || box.childElementCount) return;
    const all = await list();
    box.replaceChildren(...all.filter((q) => state.answers[q.slug]).map((q) => h("li", {},
      h("span", { lang: foreign(q) }, q.text), " ", h("strong", {}, texts[q.kind + "." + state.answers[q.slug].value]), " ",
      h("button", { type: "button", class: "small", onclick: () => drop(q.slug) }, texts["ask.drop"], h("span", { class: "hide" }, " ", fill(texts["ask.dropof"], { question: q.text }))))));
  });
  details.open = open;
  return [details];
}

// services shows which help may be asked for.
export function services(e) {
  const mail = (contact) => (contact ? [" ", h("a", { href: "mailto:" + contact }, contact)] : null);
  return [
    h("ul", { class: "services plain" }, e.services.map((s) => h("li", { class: "card" },
      h("h3", {}, s.service.title, " ", h("span", { class: "outcome", "data-outcome": s.outcome }, texts["outcome." + s.outcome])),
      h("p", {}, s.service.description), h("p", { class: "soft" }, s.explanation),
      s.actions.length ? h("ul", {}, s.actions.map((a) => h("li", {}, a.sentence, a.link?.url ? [" ", h("a", { href: a.link.url, rel: "noreferrer" }, a.link.title)] : null, mail(a.contact)))) : null))),
    e.hole ? h("p", {}, e.hole.message, mail(e.hole.contact)) : null,
  ].filter(Boolean);
}
