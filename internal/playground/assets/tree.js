// JSON as nested lists that open and close.
import { h } from "./dom.js";

// tree returns the element of a value. Words: {item, items, field, fields}, with {n}.
export function tree(value, words, depth = 3) {
  const list = h("ul", { class: "tree" });
  for (const [key, child] of Object.entries(value)) list.append(h("li", {}, node(key, child, words, depth)));
  return list;
}

function node(key, value, words, depth) {
  if (value === null || typeof value !== "object") return [h("span", { class: "key" }, key, ": "), leaf(value)];
  const n = Object.keys(value).length;
  const word = Array.isArray(value) ? (n === 1 ? words.item : words.items) : n === 1 ? words.field : words.fields;
  const size = h("span", { class: "soft" }, " ", word.replace("{n}", n));
  const name = Array.isArray(value) ? "" : value.title ?? value.sentence ?? value.text ?? Object.values(value).find((v) => v?.title)?.title;
  if (n === 0) return [h("span", { class: "key" }, key), size];
  const details = h("details", { open: depth > 0 }, h("summary", {}, h("span", { class: "key" }, key), size, typeof name === "string" ? " " + name : null));
  const fill = () => details.childElementCount > 1 || details.append(tree(value, words, depth - 1));
  if (depth > 0) fill();
  else details.addEventListener("toggle", fill, { once: true });
  return [details];
}

function leaf(value) {
  if (typeof value === "string" && /^https?:\/\/\S+$/.test(value)) return h("a", { href: value, rel: "noreferrer" }, value);
  return h("span", { class: value === null ? "null" : typeof value }, typeof value === "string" ? value : String(value));
}
