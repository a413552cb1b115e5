// Keeps an open page true. The server says only that something happened, and to what; the page fetches itself again
// and renews the parts marked data-live-part, so that rights, words and layout stay where they belong.
//
//   out  watch "question:7" · answering "question:7"
//   in   word {topic, kind, id}
import { io } from "socket.io-client";
import { toast } from "./components/toast.js";
import { renew } from "./swap.js";

const GATHER = 150;
const TYPING = 4000;
const STILL_ANSWERING = 7000;
const UNSEEN = 300_000;

const topics = document.body.dataset.live.trim().split(/\s+/);
const ours = topics.find((topic) => !topic.startsWith("bell:"));
const socket = io({
  transports: ["websocket"],
  reconnectionAttempts: 10,
  reconnectionDelay: 2000,
  reconnectionDelayMax: 30_000,
});
let wasConnected = false;
let timer;
let held = 0;

socket.on("connect", () => {
  for (const topic of topics) socket.emit("watch", topic);
  if (wasConnected) catchUp();
  wasConnected = true;
});

// a page that nobody has looked at for a while gives its place to one that somebody reads
let unseen;
document.addEventListener("visibilitychange", () => {
  clearTimeout(unseen);
  if (document.visibilityState === "hidden") unseen = setTimeout(() => socket.disconnect(), UNSEEN);
  else if (!socket.active) socket.connect();
});

socket.on("word", ({ topic, kind } = {}) => {
  if (kind === "answering") return showPresence();
  if (String(topic).startsWith("bell:")) return ring();
  held += 1;
  clearTimeout(timer);
  timer = setTimeout(catchUp, GATHER);
});

async function catchUp() {
  const parts = [...document.querySelectorAll("[data-live-part]")];
  const waiting = parts.find((part) => "liveHold" in part.dataset);
  if (waiting && held) offer(waiting);
  await renewAll(parts.filter((part) => !("liveHold" in part.dataset)));
}

async function renewAll(parts) {
  if (!parts.length) return;
  const page = await read(location.href);
  if (!page) return;
  const known = new Set([...document.querySelectorAll("[data-live-part] [id]")].map((element) => element.id));
  for (const part of parts) await renew(part, `[data-live-part="${CSS.escape(part.dataset.livePart)}"]`, page);
  point(known);
}

// null where the page cannot be had: refused, signed out, or no connection
async function read(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}

// shows what is new, and says so
function point(known) {
  const fresh = [...document.querySelectorAll("[data-live-part] :is(article, li)[id]")].filter(({ id }) => !known.has(id));
  for (const element of fresh) element.dataset.since = "live";
  const answers = fresh.filter((element) => element.matches(".c-answer"));
  if (answers.length) {
    const text = answers.length === 1 ? "A new answer has arrived" : `${answers.length} new answers have arrived`;
    toast({ text, href: `${location.pathname}${location.search}#${answers[0].id}` });
    hush();
  }
}

// a list that is being walked is not shuffled under the hands; it offers to be
function offer(part) {
  const note = document.querySelector("[data-live-note]") ?? makeNote(part);
  note.children[1].textContent = held === 1 ? "Something changed" : `${held} things changed`;
}

function makeNote(part) {
  const note = element("p", "c-live-note");
  note.dataset.liveNote = "";
  note.setAttribute("role", "status");
  const show = element("button", "c-live-note__show");
  show.type = "button";
  show.textContent = "Show";
  show.addEventListener("click", async () => {
    held = 0;
    note.remove();
    await renewAll([...document.querySelectorAll("[data-live-part]")]);
  });
  note.append(element("span", "c-live-note__dot"), element("span"), show);
  part.before(note);
  return note;
}

let presence;
function showPresence() {
  for (const place of document.querySelectorAll("[data-live-presence]")) {
    if (place.firstElementChild) continue;
    const note = element("p", "c-live-note c-live-note--presence");
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
  const text = await read("/notifications");
  if (!text) return;
  await renew(document.getElementById("bell"), "#bell", text);
  const newest = new DOMParser().parseFromString(text, "text/html").querySelector(".c-notification-row--unread");
  const link = newest?.querySelector(".c-notification-row__link");
  if (!link || document.visibilityState === "hidden") return;
  const earned = "earned" in newest.dataset;
  toast({ kind: earned ? "earned" : "info", text: link.textContent.trim(), points: Number(newest.dataset.earned) || 0, href: link.getAttribute("href") });
}

let lastSaid = 0;
document.addEventListener("input", ({ target }) => {
  if (!ours || !target.closest("[data-answering]") || Date.now() - lastSaid < TYPING) return;
  lastSaid = Date.now();
  socket.emit("answering", ours);
});

function element(tag, className = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return made;
}
