// Forms that renew one element: what happens when the server refuses, sends elsewhere, or cannot be reached.
import "../swap.js";
import { toast } from "./toast.js";

const UNREACHABLE = "It could not be sent. What you wrote is kept; try again.";

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  const { raw } = ctx.response ?? {};
  if (!raw) return;
  // a page without the element in question, such as the sign-in page: go there
  const [main] = tasks;
  if (raw.ok && ctx.select && main && !main.fragment?.querySelector(ctx.select) && !main.fragment?.firstElementChild) {
    event.preventDefault();
    location.assign(raw.url);
    return;
  }
  if (raw.ok) settle(ctx.request.form);
  else delete ctx.request.form?.dataset.dirty;
});

// what was sent is no longer being written, so the answer may replace it
function settle(form) {
  if (!form) return;
  delete form.dataset.dirty;
  form.reset();
  for (const details of [form.closest("details"), ...form.querySelectorAll("details")]) {
    if (details) details.open = false;
  }
}

document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status === 422) return;
  const page = new DOMParser().parseFromString(ctx.text ?? "", "text/html");
  toast({ kind: "danger", text: page.querySelector("[data-sentence]")?.textContent.trim() || UNREACHABLE });
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx?.request) toast({ kind: "danger", text: UNREACHABLE });
});
