// Changes the theme at once, and tells the server without leaving the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("themeSwitch" in form.dataset)) return;
  event.preventDefault();
  const { value } = event.submitter;
  const root = document.documentElement;
  if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
  const body = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual", keepalive: true });
  for (const button of form.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
});
