const form = document.querySelector("form");
const query = document.querySelector("#query");
const language = document.querySelector("#language");
const answer = document.querySelector("#answer");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  answer.textContent = "…";
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": language.value },
      body: JSON.stringify({ query: query.value }),
    });
    answer.textContent = JSON.stringify(await response.json(), null, 2);
  } catch (error) {
    answer.textContent = String(error);
  }
});

query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
