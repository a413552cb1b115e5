// Keeps an open page true. The server says only that something happened, and where; the page fetches itself again and
// renews the parts marked data-live-part, so that rights, words and layout stay where they belong.
//
//   page  data-live="question:7@12 bell:3@5": what it is about, and how far it shows it
//   out   watch "question:7", answered with how far it is by now, or null · answering "question:7"
//   in    word {topic, kind}
import { io } from "socket.io-client";
import { toast } from "./components/toast.js";
import { renew } from "./swap.js";

const GATHER = 150;
const AGAIN = 5000;
const TYPING = 4000;
const STILL_ANSWERING = 7000;
const AWAY = 120_000;

const shown = topicsOf(document);
const ours = [...shown.keys()].find((topic) => topic.startsWith("question:"));
const socket = io({ transports: ["websocket"], reconnectionDelay: 2000, reconnectionDelayMax: 60_000 });
let wasAway = false;
let isOver = false;

socket.on("connect", () => {
  for (const topic of shown.keys()) socket.emit("watch", topic, (state) => compare(topic, state));
});

socket.on("connect_error", () => (wasAway = true));
socket.on("disconnect", (reason) => {
  wasAway = true;
  isOver = reason === "io server disconnect";
});

socket.on("word", ({ topic, kind } = {}) => {
  if (!shown.has(topic)) return;
  if (kind === "answering") showPresence();
  else if (topic.startsWith("bell:")) ring();
  else soon();
});

// a page that nobody looks at leaves its place to others, and catches up when it is looked at again
let leaving;
function comeOrGo() {
  clearTimeout(leaving);
  if (document.visibilityState === "hidden") leaving = setTimeout(() => socket.disconnect(), AWAY);
  else if (socket.disconnected && !isOver) socket.connect();
}
document.addEventListener("visibilitychange", comeOrGo);
comeOrGo();

function topicsOf(page) {
  const said = page.body.dataset.live?.trim().split(/\s+/) ?? [];
  return new Map(said.map((one) => one.split("@")));
}

// whether something happened while nobody told us; of the desk it is only known that it may have
function compare(topic, state) {
  const before = shown.get(topic);
  if (state == null || String(state) === before || (before === undefined && !wasAway)) return;
  if (topic.startsWith("bell:")) ring();
  else soon();
}

let timer;
let isBusy = false;
let hasMore = false;
function soon(pause = GATHER) {
  clearTimeout(timer);
  timer = setTimeout(catchUp, pause);
}

async function catchUp() {
  if (isBusy) {
    hasMore = true;
    return;
  }
  isBusy = true;
  hasMore = false;
  const answer = await read(location.href);
  if (answer.page) await renewAll(answer.page, (part) => !("liveHold" in part.dataset));
  isBusy = false;
  if (answer.isBusy) soon(AGAIN);
  else if (hasMore) soon();
}

async function renewAll(text, isChosen) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const known = ids(document);
  for (const part of document.querySelectorAll("[data-live-part]")) {
    const selector = `[data-live-part="${CSS.escape(part.dataset.livePart)}"]`;
    const now = page.querySelector(selector);
    if (!now) continue;
    if (isChosen(part)) await renew(part, selector, text);
    else offer(part, ids(now).filter((id) => !known.includes(id)).length, String(ids(part)) !== String(ids(now)));
  }
  for (const [topic, state] of topicsOf(page)) if (shown.has(topic) && !topic.startsWith("bell:")) shown.set(topic, state);
  point(known);
}

// {page} as text; {} where it cannot be had: refused, or signed out; {isBusy} where it is worth another try
async function read(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) return { page: await answer.text() };
    return { isBusy: answer.status === 429 || answer.status >= 500 };
  } catch {
    return { isBusy: true };
  }
}

function ids(root) {
  return [...root.querySelectorAll(":is(article, li)[id]")].map(({ id }) => id);
}

// shows what is new, and says so
function point(known) {
  const fresh = ids(document).filter((id) => !known.includes(id)).map((id) => document.getElementById(id));
  for (const element of fresh) element.dataset.since = "live";
  const answers = fresh.filter((element) => element.matches(".c-answer"));
  if (answers.length) {
    const text = answers.length === 1 ? "A new answer has arrived" : `${answers.length} new answers have arrived`;
    toast({ text, href: `${location.pathname}${location.search}#${answers[0].id}` });
    hush();
  }
}

// a list that is being walked is not shuffled under the hands; it offers to be
function offer(part, added, isOther) {
  const note = document.querySelector("[data-live-note]");
  if (!isOther) return note?.remove();
  const words = added ? `${added} more ${added === 1 ? "thing waits" : "things wait"}` : "Something changed";
  (note ?? makeNote(part)).children[1].textContent = words;
}

function makeNote(part) {
  const note = element("p", "c-live-note");
  note.dataset.liveNote = "";
  note.setAttribute("role", "status");
  const show = element("button", "c-live-note__show");
  show.type = "button";
  show.textContent = "Show";
  show.addEventListener("click", async () => {
    const { page } = await read(location.href);
    if (!page) return;
    note.remove();
    await renewAll(page, () => true);
  });
  note.append(element("span", "c-live-note__dot"), element("span"), show);
  part.before(note);
  return note;
}

let presence;
function showPresence() {
  for (const place of document.querySelectorAll("[data-live-presence]")) {
    if (place.firstElementChild) continue;
    const note = element("span", "c-live-note c-live-note--presence");
    note.append(element("span", "c-live-note__dot"), "Somebody is answering");
    place.replaceChildren(note);
  }
  clearTimeout(presence);
  presence = setTimeout(hush, STILL_ANSWERING);
}

function hush() {
  for (const place of document.querySelectorAll("[data-live-presence]")) place.replaceChildren();
}

// the bell: its count, and its newest line in passing
async function ring() {
  const { page: html } = await read("/notifications");
  if (!html) return;
  await renew(document.getElementById("bell"), "#bell", html);
  const page = new DOMParser().parseFromString(html, "text/html");
  const [bell, unread] = [...topicsOf(page)].find(([topic]) => topic.startsWith("bell:")) ?? [];
  const isMore = Number(unread) > Number(shown.get(bell));
  shown.set(bell, unread);
  const newest = page.querySelector(".c-notification-row--unread");
  const link = newest?.querySelector(".c-notification-row__link");
  if (!link || !isMore || document.visibilityState === "hidden") return;
  const kind = "earned" in newest.dataset ? "earned" : "info";
  const detail = newest.querySelector(".c-notification-row__detail");
  const text = [link, detail].flatMap((words) => words?.textContent.trim() ?? []).join(". ");
  toast({ kind, text, href: link.getAttribute("href") });
}

let lastSaid = 0;
document.addEventListener("input", ({ target }) => {
  if (!ours || !target.closest("[data-answering]") || Date.now() - lastSaid < TYPING) return;
  lastSaid = Date.now();
  socket.volatile.emit("answering", ours);
});

function element(tag, className = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return made;
}
