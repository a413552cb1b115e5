// What is wider than the text scrolls by itself, and then has to be reachable by keyboard.
import { upgrade } from "../swap.js";

upgrade((root) => {
  for (const wide of root.querySelectorAll(".c-post-body :is(pre, table)")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
});
