// What looks alike, while one types a question: an HTML list from the server, put where data-similar-into says.
const PAUSE = 350;
const LEAST = 8;

let timer;
let asking;

document.addEventListener("input", ({ target }) => {
  const lead = target.form?.querySelector("[data-similar-url]");
  if (!lead || (target !== lead && target.name !== "body")) return;
  clearTimeout(timer);
  timer = setTimeout(() => look(lead), PAUSE);
});

async function look(lead) {
  const into = document.getElementById(lead.dataset.similarInto);
  const title = lead.value.trim();
  if (!into || title.length < LEAST) return;
  asking?.abort();
  asking = new AbortController();
  const body = (lead.form.elements.body?.value ?? "").slice(0, 600);
  try {
    const answer = await fetch(`${lead.dataset.similarUrl}?${new URLSearchParams({ title, body })}`, { signal: asking.signal });
    if (answer.ok && !answer.redirected) into.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") into.replaceChildren();
  }
}
