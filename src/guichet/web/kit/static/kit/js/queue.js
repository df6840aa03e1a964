/* A list of cases by keyboard: J and K go down and up, X chooses, Enter opens (it is a link).
   table[data-queue] with rows tr[data-row] holding a link .t and a box; [data-queue-all] chooses all;
   [data-bulk] shows while something is chosen, [data-bulk-n] counts, [data-bulk-clear] unchooses;
   [data-bulk-whole], a box for the lines that are not loaded, shows once all the others are chosen. */
const table = () => document.querySelector("[data-queue]");
const rows = () => [...(table()?.querySelectorAll("[data-row]") ?? [])];
const box = (row) => row.querySelector("input[type=checkbox]");

const count = () => {
  const bar = document.querySelector("[data-bulk]");
  const all = document.querySelector("[data-queue-all]");
  const boxes = rows().map(box).filter(Boolean);
  const chosen = boxes.filter((one) => one.checked).length;
  if (all) { all.checked = chosen > 0 && chosen === boxes.length; all.indeterminate = chosen > 0 && chosen < boxes.length; }
  if (!bar) return;
  bar.hidden = !chosen;
  const whole = bar.querySelector("[data-bulk-whole]");
  if (whole) {
    whole.hidden = !all?.checked;
    if (whole.hidden) whole.querySelector("input").checked = false;
  }
  const every = whole?.querySelector("input").checked;
  bar.querySelectorAll("[data-bulk-n]").forEach((words) => {
    words.textContent = every ? words.dataset.whole : (chosen === 1 ? words.dataset.one : words.dataset.many)?.replace("{n}", chosen) ?? chosen;
  });
};

const stand = (row) => {
  rows().forEach((other) => other.classList.toggle("here", other === row));
  row.querySelector(".t")?.focus();
};

let last = null;
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (event.target.closest?.("[data-bulk-clear]")) { rows().map(box).forEach((one) => { if (one) one.checked = false; }); count(); return; }
  if (!row || event.target !== box(row)) return;
  if (event.shiftKey && last?.isConnected) {
    const all = rows();
    const [from, to] = [all.indexOf(last), all.indexOf(row)].sort((a, b) => a - b);
    all.slice(from, to + 1).map(box).forEach((one) => { if (one) one.checked = event.target.checked; });
  }
  last = row;
});
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-queue-all]")) rows().map(box).forEach((one) => { if (one) one.checked = event.target.checked; });
  if (table()?.contains(event.target) || event.target.closest?.("[data-bulk-whole]")) count();
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-queue] [data-row]");
  if (row) rows().forEach((other) => other.classList.toggle("here", other === row));
});
document.addEventListener("keydown", (event) => {
  const off = document.documentElement.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented;
  const typing = event.target.matches?.("textarea, select, input:not([type=checkbox]), [contenteditable]");
  if (off || typing || document.querySelector("dialog[open]") || !rows().length) return;
  const all = rows();
  const now = all.findIndex((row) => row.classList.contains("here"));
  if (event.key === "j" || event.key === "k") {
    stand(all[Math.max(0, Math.min(all.length - 1, now + (event.key === "j" ? 1 : -1)))]);
  } else if (event.key === "x" && now >= 0) {
    box(all[now])?.click();
  } else return;
  event.preventDefault();
});
document.addEventListener("htmx:afterSettle", count);
addEventListener("pageshow", count);
