// What the scripts of all pages share: making elements without HTML, asking the graph, saying things aloud.

// h makes an element: h("li", {class: "x", onclick: f}, "text", child, …). Children that are null or false are left out.
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

// data reads a block of JSON that the page carries.
export function data(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

// say announces a message in the live region of the page.
export function say(message, id = "status") {
  document.getElementById(id).textContent = message;
}

// ask answers a query of the graph: its data. It throws an error with the code and the message of the first error.
export async function ask(query, variables, lang = document.documentElement.lang, signal = undefined) {
  const response = await fetch("/graphql", {
    method: "POST",
    credentials: "omit",
    headers: { "content-type": "application/json", accept: "application/json", "accept-language": lang },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  const answer = await response.json();
  if (answer.errors?.length) {
    throw Object.assign(new Error(answer.errors[0].message), { code: answer.errors[0].extensions?.code });
  }
  return answer.data;
}

// copy puts text on the clipboard; false where the browser does not let it.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
