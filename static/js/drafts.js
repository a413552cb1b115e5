// Keeps what is being written on the server, so that a closed tab loses nothing. A form says which draft it is:
// data-draft="question:new" is PUT to /drafts/question:new as {"fields": {...}}.
const PAUSE = 900;
const timers = new WeakMap();

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.dataset.draft) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), PAUSE));
});

addEventListener("pagehide", () => {
  for (const form of document.querySelectorAll("form[data-draft][data-dirty='']")) if (timers.get(form)) keep(form);
});

document.addEventListener("submit", ({ target }) => {
  clearTimeout(timers.get(target));
  timers.delete(target);
});

async function keep(form) {
  timers.delete(form);
  say(form, "Saving …");
  try {
    const answer = await fetch(`/drafts/${encodeURIComponent(form.dataset.draft)}`, {
      method: "PUT",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ fields: fieldsOf(form) }),
    });
    say(form, answer.ok && !answer.redirected ? "Draft kept" : "Not kept: sign in again");
  } catch {
    say(form, "Not kept: no connection");
  }
}

function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "csrf_token" && typeof value === "string") fields[name] = value;
  }
  return fields;
}

function say(form, words) {
  const state = form.querySelector("[data-draft-state]");
  if (state) state.textContent = words;
}

/** The token that every write carries. */
export function token() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}
