// Dialogs: opened by name, closed by a click beside them; and the question before something that matters.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target.matches("dialog[open]")) event.target.close();
});

// in the capture phase: before htmx, or the browser, sends the form
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.confirm || form.dataset.agreed) {
    delete form.dataset.agreed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(form.dataset.confirm, submitter?.textContent.trim() || "Yes").then((agreed) => {
    if (!agreed) return;
    form.dataset.agreed = "yes";
    form.requestSubmit(submitter);
  });
}, true);

function ask(sentence, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "c-dialog c-dialog--ask";
  const words = document.createElement("p");
  words.id = "ask-words";
  words.textContent = sentence;
  dialog.setAttribute("aria-labelledby", words.id);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "c-dialog__choices";
  form.append(choice("no", "Not now", "plain"), choice("yes", yes, "primary"));
  dialog.append(words, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function choice(value, text, variant) {
  const button = document.createElement("button");
  button.className = `c-button c-button--${variant}`;
  button.value = value;
  button.textContent = text;
  return button;
}
