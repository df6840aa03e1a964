/* A page that follows what changes: [data-live-url] is an event stream (server-sent events named « change », whose
   data is {"event": "case.opened"}).
   [data-live-status]  says data-on or data-off
   [data-live]         parts (hx-get, hx-trigger="live") are fetched anew at each change…
   [data-live-news]    …unless this button is there: it is shown instead, with data-one / data-many ("{n} …") for what
                       is new (events of data-new, separated by spaces) or data-changed for the rest; a click fetches
   The stream rests while the page is hidden, and what was missed is fetched when it is seen again. */
const place = document.querySelector("[data-live-url]");
let stream = null;
let pause = 2000;
let missed = false;

const say = (on) => document.querySelectorAll("[data-live-status]").forEach((words) => {
  words.dataset.live = on ? "on" : "off";
  words.textContent = on ? words.dataset.on : words.dataset.off;
});

const refresh = () => document.querySelectorAll("[data-live]:not([data-live-status])").forEach((part) => window.htmx?.trigger(part, "live"));

const changed = (event) => {
  const news = document.querySelector("[data-live-news]");
  if (!news) { refresh(); return; }
  let name = "";
  try { name = JSON.parse(event.data).event; } catch { /* a change without a name is a change */ }
  const n = Number(news.dataset.n ?? 0) + Number(news.dataset.new.split(" ").includes(name));
  news.dataset.n = n;
  const words = news.querySelector("[data-live-words]") ?? news;
  words.textContent = n === 0 ? news.dataset.changed : (n === 1 ? news.dataset.one : news.dataset.many).replace("{n}", n);
  news.hidden = false;
};

const open = () => {
  stream = new EventSource(place.dataset.liveUrl);
  stream.addEventListener("open", () => {
    pause = 2000;
    say(true);
    if (missed) { missed = false; refresh(); }
  });
  stream.addEventListener("change", changed);
  stream.addEventListener("error", () => {
    say(false);
    missed = true;
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(() => { if (!document.hidden) open(); }, pause);
    pause = Math.min(60000, pause * 2);
  });
};

if (place && "EventSource" in window) {
  open();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { stream.close(); missed = true; } else if (stream.readyState === EventSource.CLOSED) open();
  });
  document.addEventListener("click", (event) => {
    const news = event.target.closest("[data-live-news]");
    if (!news) return;
    event.preventDefault();
    news.hidden = true;
    news.dataset.n = 0;
    refresh();
  });
}
