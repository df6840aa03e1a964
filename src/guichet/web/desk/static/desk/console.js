/* The contact console. Without it each choice is a button that sends the form.
   [data-timer]           seconds since the contact began, counted on
   [data-item]            ↑ ↓ go through what was found (from the field too), ← → from panel to panel, Esc comes back to the field
   [data-for="a b"]       shown for those results only
   form[data-first-empty] begins in its first empty question */
const form = document.querySelector("[data-console]");
const field = document.getElementById("words");

const timer = document.querySelector("[data-timer]");
if (timer) {
  const began = Date.now() - Number(timer.dataset.timer) * 1000;
  const tick = () => {
    const passed = Math.max(0, Math.round((Date.now() - began) / 1000));
    const minutes = Math.floor(passed / 60);
    timer.textContent = `${minutes}\u00a0min\u00a0${String(passed % 60).padStart(2, "0")}\u00a0s`;
  };
  tick();
  setInterval(tick, 1000);
}

const shown = (element) => element.getClientRects().length > 0;
const items = () => [...document.querySelectorAll("#panels [data-item]")].filter(shown);
const go = (element) => { element?.focus(); element?.scrollIntoView({ block: "nearest" }); };

if (form && field) {
  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const on = event.target.closest("[data-item]");
    if (event.target === field && event.key === "Enter") {
      event.preventDefault();
      window.htmx?.trigger(field, "look");
      return;
    }
    if (event.target === field && event.key === "ArrowDown") { event.preventDefault(); go(items()[0]); return; }
    if (event.key === "Escape") { event.preventDefault(); field.focus(); return; } // a search field would empty itself
    if (!on) return;
    const all = items();
    const at = all.indexOf(on);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = all[at + (event.key === "ArrowDown" ? 1 : -1)];
      go(next ?? (event.key === "ArrowUp" ? field : on));
    }
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      event.preventDefault();
      const panels = [...new Set(all.map((item) => item.closest("[data-panel]")))];
      const here = panels.indexOf(on.closest("[data-panel]"));
      const panel = panels[here + (event.key === "ArrowRight" ? 1 : -1)];
      if (panel) go(all.find((item) => panel.contains(item)));
    }
  });
  /* What was looked for is kept too: choices are hidden values, which say nothing when they change */
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id === "part-exits" && field.value.trim()) window.htmx.trigger(document.body, "guichet:keep");
  });
  /* In a script, the first thing to press comes next: one goes through it by keys alone */
  let walking = false;
  form.addEventListener("click", (event) => { walking = Boolean(event.target.closest("[data-walk]")); });
  document.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.detail.target?.id !== "part-answers" || !walking) return;
    walking = false;
    go(document.querySelector("[data-script] [data-item]") ?? document.querySelector("#part-exits .btn"));
  });
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  form.addEventListener("htmx:beforeRequest", (event) => { if (sending) event.preventDefault(); });
  if (document.getElementById("phone")?.value) window.addEventListener("load", () => window.htmx?.trigger(document.body, "guichet:keep"));
}

const other = document.querySelector("[data-other]");
if (other) {
  const fit = () => {
    const chosen = other.querySelector("[name=result]:checked")?.value ?? "";
    other.querySelectorAll("[data-for]").forEach((part) => { part.hidden = !part.dataset.for.split(" ").includes(chosen); });
  };
  other.addEventListener("change", fit);
  fit();
  (other.querySelector("[data-errors]") ?? other.querySelector("[name=result]"))?.focus();
}

const taking = document.querySelector("form[data-first-empty]");
if (taking) {
  const empty = [...taking.querySelectorAll("input:not([type=hidden]):not([type=file]), textarea, select")].find((input) => {
    if (input.type === "radio" || input.type === "checkbox") return !taking.querySelector(`[name="${CSS.escape(input.name)}"]:checked`);
    return !input.value && shown(input);
  });
  (taking.querySelector("[data-errors]") ?? (empty?.closest("#h-caller, .g-panel:first-of-type") ? empty : null) ?? taking.querySelector("button.btn-primary"))?.focus();
}
