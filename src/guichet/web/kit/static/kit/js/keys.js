/* Keys of a page, declared on what they do: data-key="j", "?", "/", "alt+1" or "ctrl+enter", with data-key-label.
   A field takes the focus, anything else is clicked. Single keys never fire while one types, nor under an open dialog,
   and <html data-keys="off"> stops them (WCAG 2.1.4). data-key-doc="J" lists a key that another script answers to. */
const root = document.documentElement;
const TYPES_IN = /^(text|search|email|tel|url|number|password|date|time|datetime-local|month|week)$/;

export const typing = (element) => element.isContentEditable || element.nodeName === "TEXTAREA" || element.nodeName === "SELECT"
  || (element.nodeName === "INPUT" && TYPES_IN.test(element.type));
export const singleKeysOn = () => root.dataset.keys !== "off";

const pressed = (event) => {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  const digit = /^(Digit|Numpad)(\d)$/.exec(event.code);
  parts.push(event.altKey && digit ? digit[2] : event.key.toLowerCase());
  return parts.join("+");
};

const seen = (element) => element.getClientRects().length > 0 && !element.disabled;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = pressed(event);
  const combined = key.includes("+") && key.length > 1;
  if (!combined && (!singleKeysOn() || typing(event.target))) return;
  const within = document.querySelector("dialog[open]") ?? (key === "ctrl+enter" && event.target.closest("form")) ?? document;
  const place = within || document;
  if (place.nodeName === "DIALOG" && !combined) return;
  const target = [...place.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(seen);
  if (!target) return;
  event.preventDefault();
  if (typing(target)) { target.focus(); target.select?.(); } else target.click();
});

const written = (key) => key.split("+").map((part) => ({ ctrl: "Ctrl", alt: "Alt", enter: root.lang.startsWith("fr") ? "Entrée" : "Enter" })[part] ?? part.toUpperCase()).join(" ");

const list = () => {
  const place = document.querySelector("[data-keys-list]");
  if (!place) return;
  const rows = new Map();
  document.querySelectorAll("[data-key-doc]").forEach((element) => rows.set(element.dataset.keyDoc, element.textContent));
  document.querySelectorAll("[data-key]").forEach((element) => { if (element.dataset.keyLabel) rows.set(written(element.dataset.key), element.dataset.keyLabel); });
  place.replaceChildren(...[...rows].flatMap(([key, words]) => {
    const term = document.createElement("dt");
    term.append(...key.split(" ").flatMap((part) => { const box = document.createElement("kbd"); box.textContent = part; return [box, " "]; }));
    const meaning = document.createElement("dd");
    meaning.textContent = words;
    return [term, meaning];
  }));
};
document.addEventListener("click", (event) => { if (event.target.closest('[data-dialog="keys-help"]')) list(); }, true);

const switcher = document.querySelector("[data-keys-switch]");
const say = () => { if (switcher) switcher.textContent = singleKeysOn() ? switcher.dataset.off : switcher.dataset.on; };
switcher?.addEventListener("click", () => {
  if (singleKeysOn()) root.dataset.keys = "off"; else delete root.dataset.keys;
  try { localStorage.setItem("guichet-keys", singleKeysOn() ? "on" : "off"); } catch { /* private browsing */ }
  say();
});
say();
