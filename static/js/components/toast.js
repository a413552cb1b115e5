// A word in passing, said politely and gone by itself; one with a link or bad news stays a little longer.
const MARKS = { info: "info-circle", success: "check-circle", earned: "award", danger: "exclamation-octagon" };
const BRIEF = 5000;
const LONGER = 12000;

/** Shows a toast; `text` is text, never markup, and `href` only leads into this site. */
export function toast({ text, kind = "info", href = null }) {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const box = make("div", `c-toast c-toast--${kind in MARKS ? kind : "info"}`);
  box.append(icon(MARKS[kind] ?? MARKS.info));
  const words = make("span", "c-toast__text");
  if (href && /^\/(?!\/)/.test(href)) {
    const link = make("a", "", text);
    link.href = href;
    words.append(link);
  } else {
    words.textContent = text;
  }
  const close = make("button", "c-toast__close");
  close.type = "button";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", "Dismiss");
  close.append(icon("x-lg"));
  box.append(words, close);
  region.append(box);
  leaveAfter(box, href || kind === "danger" ? LONGER : BRIEF);
}

// time stands still while somebody reads it
function leaveAfter(box, pause) {
  let timer = setTimeout(() => box.remove(), pause);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => (timer = setTimeout(() => box.remove(), BRIEF)));
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** An icon of the sprite that the page already uses. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.setAttribute("class", "c-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-toast-close]")?.closest(".c-toast")?.remove();
});
