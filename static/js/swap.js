// htmx as we use it: an answered form renews one element of the page, and every renewed element is told about.
import htmx from "htmx.org/dist/htmx.esm.min.js";

/** Calls `work(root)` now, and again for whatever is put into the page later. */
export function upgrade(work) {
  work(document);
  document.addEventListener("htmx:after:swap", () => work(document));
}

/** Renews `element` in place from a whole page; what is being written in it is left alone. */
export function renew(element, selector, page) {
  return htmx.swap({ text: page, sourceElement: element, target: element, select: selector, swap: "outerMorph ignoreTitle:true" });
}
