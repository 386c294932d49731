import "./search.js";

document.documentElement.dataset.ready = "";
