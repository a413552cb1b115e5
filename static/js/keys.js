// The keys: "/" to search, "g" and a letter to go, "j" and "k" in lists, "?" for the list of keys. They can be
// switched off there, for whoever speaks to the machine or types by other means.
const OFF = "questboard-keys-off";
const WAIT = 1200;

let before = "";
let timer;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") || isOff()) return;
  const pressed = before ? `${before} ${event.key}` : event.key;
  remember(pressed === "g" ? "g" : "");
  if (act(pressed)) event.preventDefault();
});

function act(pressed) {
  if (pressed === "/") return search();
  if (pressed === "?") return open("shortcuts");
  if (pressed === "j") return walk(1);
  if (pressed === "k") return walk(-1);
  const row = document.querySelector("[data-row][data-chosen]");
  if (pressed === "Enter") return document.activeElement === document.body && click(row?.querySelector("[data-row-link]"));
  if (pressed === "Escape") return row?.removeAttribute("data-chosen");
  if (pressed.startsWith("g ")) return click(document.querySelector(`[data-hotkey="${CSS.escape(pressed)}"]`));
  return click(row?.querySelector(`[data-row-key="${CSS.escape(pressed)}"]`));
}

function search() {
  const boxes = [...document.querySelectorAll("[data-search]")].filter((box) => box.checkVisibility());
  const box = boxes.at(-1);
  if (!box) return location.assign("/search") ?? true;
  box.focus();
  box.select();
  return true;
}

function open(id) {
  const dialog = document.getElementById(id);
  dialog?.showModal();
  return Boolean(dialog);
}

function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row.hasAttribute("data-chosen"));
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  rows[at]?.removeAttribute("data-chosen");
  next.setAttribute("data-chosen", "");
  next.scrollIntoView({ block: "nearest" });
  next.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  return true;
}

function click(element) {
  element?.click();
  return Boolean(element);
}

function remember(key) {
  before = key;
  clearTimeout(timer);
  if (key) timer = setTimeout(() => (before = ""), WAIT);
}

function isTyping(target) {
  return target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") !== null;
}

function isOff() {
  try {
    return localStorage.getItem(OFF) === "yes";
  } catch {
    return false;
  }
}

const toggle = document.querySelector("[data-keys-toggle]");
if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => localStorage.setItem(OFF, toggle.checked ? "no" : "yes"));
}
