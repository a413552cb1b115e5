// Suggestions under a search box: a combobox whose list is HTML from the server.
const PAUSE = 120;
const LEAST = 2;

for (const input of document.querySelectorAll("[data-suggest-url]")) attach(input);

function attach(input) {
  const panel = document.getElementById(`${input.id}-suggestions`);
  if (!panel) return;
  let timer;
  let asking;
  let chosen = -1;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");

  const options = () => [...panel.querySelectorAll("[role=option]")];

  function hide() {
    asking?.abort(); // whoever closed the list does not want it back with an answer that was on its way
    panel.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  async function suggest() {
    const text = input.value.trim();
    if (text.length < LEAST) return hide();
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${input.dataset.suggestUrl}?${new URLSearchParams({ q: text })}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected) return hide();
      const html = await answer.text();
      if (mine.signal.aborted) return;
      panel.innerHTML = html;
      const list = panel.querySelector("[role=listbox]");
      if (!list || document.activeElement !== input) return hide();
      list.id = `${input.id}-list`;
      options().forEach((option, index) => (option.id = `${list.id}-${index}`));
      input.setAttribute("aria-controls", list.id);
      input.setAttribute("aria-expanded", "true");
      panel.hidden = options().length === 0;
      chosen = -1;
    } catch (error) {
      if (error.name !== "AbortError") hide();
    }
  }

  function choose(index) {
    const all = options();
    chosen = (index + all.length + 1) % (all.length + 1);
    if (chosen === all.length) chosen = -1;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    if (chosen < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort(); // an answer to fewer letters must not replace, or be taken for, the one to come
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    if (panel.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? options().length - 1 : chosen - 1);
    else if (event.key === "Escape") hide();
    else if (event.key === "Enter" && chosen >= 0) location.assign(options()[chosen].dataset.href);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(hide, 150));
  panel.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && event.button === 0) location.assign(option.dataset.href);
  });
}
