// Shows what this browser has kept, and erases it.
import { erase, stored } from "./state.js";

const [box, value, erased] = ["stored", "value", "erased"].map((id) => document.getElementById(id));
const nothing = value.textContent;

function show() {
  const text = stored();
  value.textContent = text ? JSON.stringify(JSON.parse(text), null, 2) : nothing;
}

document.getElementById("erase").addEventListener("click", () => {
  erase();
  show();
  document.getElementById("status").textContent = erased.textContent;
});
show();
box.hidden = false;
document.documentElement.dataset.ready = "";
