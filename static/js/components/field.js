// Counts characters; sends with Ctrl and Enter; knows which form is being written in.
import { upgrade } from "../swap.js";

function count(counter) {
  const field = document.getElementById(counter.dataset.counter);
  if (!field) return;
  const max = Number(counter.dataset.max);
  const used = field.value.length;
  counter.textContent = `${used} / ${max}`;
  counter.toggleAttribute("data-near", used > max * 0.9);
}

upgrade((root) => root.querySelectorAll("[data-counter]").forEach(count));

document.addEventListener("input", ({ target }) => {
  const counter = target.id && document.querySelector(`[data-counter="${CSS.escape(target.id)}"]`);
  if (counter) count(counter);
  if (target.form?.method === "post") target.form.dataset.dirty = "";
});

// a form that somebody is in is not renewed under the hands
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea, input:not([type=hidden])") && target.form?.method === "post") {
    target.form.dataset.dirty ??= "entered";
  }
});

document.addEventListener("focusout", ({ target }) => {
  if (target.form?.dataset.dirty === "entered") delete target.form.dataset.dirty;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
  }
});
