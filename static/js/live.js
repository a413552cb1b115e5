// Keeps an open page true. The server says only that something changed; the page fetches itself again and renews
// the parts marked data-live-part, so that rights, wording and layout stay where they belong.
//
// Spoken here:  out  watch {topic} · answering {topic}
//               in   changed {topic, kind, id, version} · presence {topic, names} · counts {bell, desk, …}
//                    earned {text, points, href} · refused {reason}
import { io } from "socket.io-client";
import { toast } from "./components/toast.js";
import { renew } from "./swap.js";

const GATHER = 150;
const STILL_ANSWERING = 5000;

const topic = document.body.dataset.live;
const socket = io({ transports: ["websocket"], reconnectionDelayMax: 20_000 });
let wasConnected = false;
let timer;
let held = 0;

socket.on("connect", () => {
  socket.emit("watch", { topic });
  if (wasConnected) catchUp();
  wasConnected = true;
});
socket.on("changed", (event) => {
  if (event?.topic !== topic) return;
  held += 1;
  clearTimeout(timer);
  timer = setTimeout(catchUp, GATHER);
});
socket.on("presence", (event) => event?.topic === topic && showPresence(event.names ?? []));
socket.on("counts", showCounts);
socket.on("earned", (event) => toast({ kind: "earned", text: String(event?.text ?? ""), points: Number(event?.points) || 0, href: event?.href }));
socket.on("refused", () => socket.disconnect());

async function catchUp() {
  const parts = [...document.querySelectorAll("[data-live-part]")];
  const waiting = parts.filter((part) => "liveHold" in part.dataset);
  if (waiting.length && held) offer(waiting[0]);
  const renewable = parts.filter((part) => !("liveHold" in part.dataset));
  if (renewable.length) await renewAll(renewable);
}

async function renewAll(parts) {
  let page;
  try {
    const answer = await fetch(location.href, { headers: { "X-Live": "1" } });
    if (!answer.ok || answer.redirected) return;
    page = await answer.text();
  } catch {
    return;
  }
  const known = new Set([...document.querySelectorAll("[data-live-part] [id]")].map((element) => element.id));
  for (const part of parts) await renew(part, `[data-live-part="${CSS.escape(part.dataset.livePart)}"]`, page);
  point(known);
}

// shows what is new, and says so
function point(known) {
  const fresh = [...document.querySelectorAll("[data-live-part] article[id], [data-live-part] li[id]")].filter(
    (element) => !known.has(element.id),
  );
  for (const element of fresh) element.dataset.since = "live";
  const answers = fresh.filter((element) => element.matches(".c-answer"));
  if (answers.length) {
    toast({ text: answers.length === 1 ? "A new answer has arrived" : `${answers.length} new answers have arrived`, href: null });
  }
}

// a list that is being walked through is not shuffled; it offers to be
function offer(part) {
  const note = document.querySelector("[data-live-note]") ?? part.parentElement.insertBefore(makeNote(), part);
  note.querySelector("span:nth-child(2)").textContent = held === 1 ? "1 change" : `${held} changes`;
}

function makeNote() {
  const note = document.createElement("p");
  note.className = "c-live-note";
  note.dataset.liveNote = "";
  note.setAttribute("role", "status");
  const dot = document.createElement("span");
  dot.className = "c-live-note__dot";
  const show = document.createElement("button");
  show.type = "button";
  show.className = "c-live-note__show";
  show.textContent = "Show";
  show.addEventListener("click", async () => {
    held = 0;
    note.remove();
    await renewAll([...document.querySelectorAll("[data-live-part]")]);
  });
  note.append(dot, document.createElement("span"), show);
  return note;
}

function showPresence(names) {
  for (const place of document.querySelectorAll("[data-live-presence]")) {
    place.replaceChildren();
    if (!names.length) continue;
    const note = document.createElement("p");
    note.className = "c-live-note c-live-note--presence";
    const dot = document.createElement("span");
    dot.className = "c-live-note__dot";
    const others = names.length - 1;
    note.append(dot, others ? `${names[0]} and ${others} more are answering` : `${names[0]} is answering`);
    place.append(note);
  }
}

function showCounts(counts) {
  for (const [name, count] of Object.entries(counts ?? {})) {
    for (const place of document.querySelectorAll(`[data-live-count="${CSS.escape(name)}"]`)) {
      place.hidden = !count;
      place.firstChild.textContent = count > 99 ? "99+" : String(count);
    }
  }
}

let lastSaid = 0;
document.addEventListener("input", ({ target }) => {
  const now = Date.now();
  if (!target.closest("[data-answering]") || now - lastSaid < STILL_ANSWERING) return;
  lastSaid = now;
  socket.emit("answering", { topic });
});
