// What the editor adds to a text area: tools, preview, mentions, pasted links and tables, dropped pictures.
import "@github/markdown-toolbar-element";
import "@github/text-expander-element";
import { subscribe } from "@github/paste-markdown";
import { token } from "../drafts.js";
import { upgrade } from "../swap.js";

const PICTURES = /^image\/(png|jpeg|gif|webp)$/;

upgrade((root) => {
  for (const editor of root.querySelectorAll("[data-editor]:not([data-ready])")) attach(editor);
});

function attach(editor) {
  const text = editor.querySelector("textarea");
  editor.dataset.ready = "";
  subscribe(text);
  views(editor, text);
  mentions(editor);
  pictures(editor, text);
}

function views(editor, text) {
  const preview = editor.querySelector("[data-editor-preview]");
  const expander = editor.querySelector("[data-editor-expander]");
  const tools = editor.querySelector("markdown-toolbar");
  const buttons = [...editor.querySelectorAll("[data-editor-view]")];
  for (const button of buttons) {
    button.addEventListener("click", async () => {
      const previews = button.dataset.editorView === "preview";
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      preview.hidden = !previews;
      expander.hidden = tools.hidden = previews;
      if (previews) await render(editor, text.value, preview);
      else text.focus();
    });
  }
}

async function render(editor, markdown, preview) {
  if (!markdown.trim()) {
    preview.textContent = "Nothing to show yet.";
    return;
  }
  preview.setAttribute("aria-busy", "true");
  const body = new FormData();
  body.set("body", markdown);
  body.set("csrf_token", token());
  try {
    const answer = await fetch(editor.dataset.previewUrl, { method: "POST", body });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const box = document.createElement("div");
    box.className = "c-post-body c-post-body--prose";
    box.dir = "auto";
    box.innerHTML = await answer.text();
    preview.replaceChildren(box);
  } catch {
    preview.textContent = "The preview could not be made. What you wrote is safe.";
  } finally {
    preview.removeAttribute("aria-busy");
  }
}

function mentions(editor) {
  const expander = editor.querySelector("[data-editor-expander]");
  expander.addEventListener("text-expander-change", (event) => {
    const { key, text, provide } = event.detail;
    if (key === "@") provide(people(editor.dataset.mentionsUrl, text));
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.detail.value = `@${event.detail.item.dataset.handle}`;
  });
}

async function people(url, text) {
  const list = document.createElement("ul");
  list.className = "c-editor__people";
  list.setAttribute("role", "listbox");
  const answer = await fetch(`${url}?${new URLSearchParams({ q: text })}`, { headers: { Accept: "application/json" } });
  const found = answer.ok && !answer.redirected ? await answer.json() : [];
  for (const [index, { handle, name }] of found.slice(0, 6).entries()) {
    const item = document.createElement("li");
    item.setAttribute("role", "option");
    item.id = `mention-${index}`;
    item.dataset.handle = handle;
    const small = document.createElement("small");
    small.textContent = `@${handle}`;
    item.append(name, " ", small);
    list.append(item);
  }
  return { matched: found.length > 0, fragment: list };
}

function pictures(editor, text) {
  const frame = editor.querySelector(".c-editor__frame");
  const take = (files) => {
    const found = [...files].filter((file) => PICTURES.test(file.type));
    for (const file of found) upload(editor, text, file);
    return found.length > 0;
  };
  text.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length && take(event.clipboardData.files)) event.preventDefault();
  });
  frame.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    frame.dataset.dropping = "";
  });
  for (const kind of ["dragleave", "drop"]) frame.addEventListener(kind, () => delete frame.dataset.dropping);
  frame.addEventListener("drop", (event) => {
    if (event.dataTransfer?.files.length && take(event.dataTransfer.files)) event.preventDefault();
  });
  editor.querySelector("[data-editor-picture]").addEventListener("click", () => {
    const chooser = document.createElement("input");
    chooser.type = "file";
    chooser.accept = "image/png,image/jpeg,image/gif,image/webp";
    chooser.multiple = true;
    chooser.hidden = true;
    chooser.addEventListener("change", () => take(chooser.files));
    for (const end of ["change", "cancel"]) chooser.addEventListener(end, () => chooser.remove());
    editor.append(chooser); // one that stands nowhere may be cleared away before somebody has chosen
    chooser.click();
  });
}

async function upload(editor, text, file) {
  const name = file.name.replace(/[[\]()]/g, "");
  const waiting = `![Uploading ${name} …]()`;
  text.setRangeText(`${waiting}\n`, text.selectionStart, text.selectionEnd, "end");
  const body = new FormData();
  body.set("file", file);
  body.set("csrf_token", token());
  let markdown = "";
  let trouble = "";
  try {
    const answer = await fetch(editor.dataset.uploadUrl, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) markdown = said.markdown;
    else trouble = said.error ?? "";
  } catch {
    trouble = "";
  }
  replace(text, waiting, markdown);
  const state = editor.querySelector("[data-draft-state]");
  if (!markdown && state) state.textContent = trouble || `${name} could not be added.`;
}

function replace(text, old, by) {
  const at = text.value.indexOf(old);
  if (at >= 0) text.setRangeText(by, at, at + old.length, "preserve");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
