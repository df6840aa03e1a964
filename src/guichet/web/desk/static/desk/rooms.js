/* Rooms, live. Without it everything is a page and a form.
   [data-rooms-url]     an event stream: « message » {id, html}, « waiting » and « present » {html}, « pulse » {rooms}
     data-me            whose page it is;  data-read, data-seq  where to say how far it was read, and how far that is
   [data-rooms-status]  says data-on or data-off
   .r-timer[data-since] counts the time that somebody waits
   textarea[data-send]  Enter sends it where there is a real keyboard; Shift and Enter begins a line */
const place = document.querySelector("[data-rooms-url]");
const talk = document.getElementById("talk");
const me = place?.dataset.me ?? "";
let stream = null;
let pause = 2000;
let seen = Number(place?.dataset.seq ?? 0);
let told = seen;

const say = (on) => document.querySelectorAll("[data-rooms-status]").forEach((words) => {
  words.dataset.live = on ? "on" : "off";
  words.textContent = on ? words.dataset.on : words.dataset.off;
});

/* Seconds as one reads them on a clock: 0:42, 12:05, 1:02:10 */
const tick = () => document.querySelectorAll(".r-timer[data-since]").forEach((timer) => {
  const total = Math.max(0, Math.floor((Date.now() - Date.parse(timer.dataset.since)) / 1000));
  if (total > 86400) return;
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const [hours, minutes, seconds] = parts;
  const two = (n) => String(n).padStart(2, "0");
  timer.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
});

/* The end of the talk is where one writes; on a phone more is told below it */
const below = () => (document.getElementById("end")?.getBoundingClientRect().top ?? 0) - window.innerHeight;
const atEnd = () => below() < 160;
const toEnd = () => window.scrollBy(0, below() + (document.querySelector(".r-composer")?.offsetHeight ?? 0) + 8);

/* While nobody looks, the title of the tab counts what came */
const title = document.title;
let came = 0;
const count = (n) => { came = n; document.title = n ? `(${n}) ${title}` : title; };

const own = (message) => { if (me && message.dataset.author === me) message.classList.add("r-mine"); };

/* What names cases is drawn again for this reader, with the links that are theirs; not everybody at once */
const forMe = (message) => {
  if (!message.dataset.names || !window.htmx) return;
  setTimeout(() => { if (message.isConnected) window.htmx.ajax("GET", message.dataset.names, { target: message, swap: "outerHTML" }); }, Math.random() * 1500);
};

const parsed = (html) => {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.querySelector("article");
};

const put = ({ id, html }) => {
  const message = parsed(html);
  if (!message || !talk) return;
  own(message);
  const before = document.getElementById(`m${id}`);
  const follow = atEnd() || message.dataset.author === me;
  if (before) before.replaceWith(message);
  else {
    talk.querySelector(".r-none")?.remove();
    const number = Number(message.dataset.seq);
    const next = [...talk.querySelectorAll("article[data-seq]")].find((one) => Number(one.dataset.seq) > number);
    talk.insertBefore(message, next ?? null);
    if (follow) toEnd();
    if (document.hidden && message.dataset.author !== me) count(came + 1);
  }
  forMe(message);
};

const fill = (id, html) => {
  const part = document.getElementById(id);
  if (part) { part.innerHTML = html; part.querySelectorAll("[data-author]").forEach(own); tick(); }
};

const open = () => {
  const address = new URL(place.dataset.roomsUrl, location.href);
  address.searchParams.set("since", seen);
  stream = new EventSource(address);
  stream.addEventListener("open", () => { pause = 2000; say(true); });
  stream.addEventListener("message", (event) => { put(JSON.parse(event.data)); seen = Math.max(seen, Number(event.lastEventId)); });
  stream.addEventListener("waiting", (event) => fill("waiting", JSON.parse(event.data).html));
  stream.addEventListener("present", (event) => fill("present", JSON.parse(event.data).html));
  stream.addEventListener("pulse", () => window.htmx?.trigger(place, "pulse"));
  stream.addEventListener("error", () => {
    say(false);
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => { if (!document.hidden) open(); }, pause);
    pause = Math.min(60000, pause * 2);
  });
};

/* How far one has read is told when one leaves, not at each message */
const tellRead = () => {
  if (!place?.dataset.read || seen <= told) return;
  told = seen;
  const sent = new FormData();
  sent.set("seq", seen);
  sent.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  navigator.sendBeacon(place.dataset.read, sent);
};

if (place) {
  document.querySelectorAll("[data-author]").forEach(own);
  if (talk && !location.hash && !location.search) toEnd();
  if ("EventSource" in window) {
    open();
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) tellRead();
      else count(0);
      if (!document.hidden && stream.readyState === EventSource.CLOSED) open();
    });
  }
  window.addEventListener("pagehide", tellRead);
}
document.addEventListener("said", () => {
  document.getElementById("say-text")?.focus();
  if (!stream || stream.readyState !== EventSource.OPEN) location.reload();
});
document.addEventListener("htmx:afterSwap", (event) => { if (event.target.matches?.("article")) own(document.getElementById(event.target.id) ?? event.target); tick(); });

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("textarea[data-send]");
  if (!field || event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!matchMedia("(pointer: fine)").matches) return;
  event.preventDefault();
  field.form.requestSubmit();
});

setInterval(tick, 1000);
tick();
