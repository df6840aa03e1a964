/* Forms work without this; with it they count, check sizes before sending, keep drafts and are not sent twice.

   textarea[data-count="id"]          the paragraph `id` has data-one, data-many ("{n} …") and data-none
   [data-errors]                      takes the focus when it appears
   input[type=file][data-max-bytes]   data-too-big is the sentence for a file that is larger
   form[data-draft="key"]             what is typed is kept here a day; [data-draft-done="key"] on the next page drops it
   form                               a second click within eight seconds is not sent; a retry later always is */
const DAY = 24 * 3600 * 1000;
const PATIENCE = 8000;
const PERSONAL = /name|email|tel|street|address|postal|bday|cc-|password|one-time/;

const counted = (area) => {
  const words = document.getElementById(area.dataset.count);
  if (!words) return;
  const left = area.maxLength - area.value.length;
  words.textContent = left > 1 ? words.dataset.many.replace("{n}", left.toLocaleString(document.documentElement.lang)) : left === 1 ? words.dataset.one : words.dataset.none;
  words.setAttribute("aria-live", left < 50 ? "polite" : "off");
};

const chosenFiles = (input) => {
  const most = Number(input.dataset.maxBytes);
  const refused = [...input.files].filter((file) => most && file.size > most);
  input.parentElement.parentElement.querySelector(":scope > [data-file-words]")?.remove();
  if (refused.length) {
    const kept = new DataTransfer();
    [...input.files].filter((file) => !refused.includes(file)).forEach((file) => kept.items.add(file));
    input.files = kept.files;
  }
  if (!refused.length && input.files.length < 2) return;
  const said = document.createElement("div");
  said.dataset.fileWords = "";
  said.setAttribute("role", refused.length ? "alert" : "status");
  const list = said.appendChild(document.createElement("ul"));
  list.className = "g-file-list";
  for (const file of refused) {
    const item = list.appendChild(document.createElement("li"));
    item.className = "g-error";
    item.textContent = `${file.name} – ${input.dataset.tooBig}`;
  }
  for (const file of input.files.length > 1 ? input.files : []) list.appendChild(document.createElement("li")).textContent = file.name;
  input.parentElement.after(said);
};

const draftName = (form) => `guichet-draft:${form.dataset.draft}`;
const draftFields = (form) => [...form.elements].filter((field) =>
  field.name && /^(text|search|number|textarea|select-one|radio|checkbox)$/.test(field.type) && !PERSONAL.test(field.autocomplete) && !field.hasAttribute("data-draft-skip"));

const keepDraft = (form) => {
  const kept = draftFields(form).filter((field) => (field.matches("[type=radio], [type=checkbox]") ? field.checked : field.value)).map((field) => [field.name, field.value]);
  try { localStorage.setItem(draftName(form), JSON.stringify({ at: Date.now(), kept })); } catch { /* private browsing */ }
};

const bringDraft = (form) => {
  if (form.querySelector("[data-errors]")) return;
  let draft;
  try { draft = JSON.parse(localStorage.getItem(draftName(form))); } catch { return; }
  if (!draft || Date.now() - draft.at > DAY) { dropDraft(form.dataset.draft); return; }
  for (const field of draftFields(form)) {
    const own = draft.kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (!own.length) continue;
    if (field.matches("[type=radio], [type=checkbox]")) {
      const untouched = ![...form.elements].some((other) => other.name === field.name && other.defaultChecked);
      if (untouched) field.checked = own.includes(field.value);
    } else if (!field.value) {
      [field.value] = own;
    }
  }
};

const dropDraft = (key) => { try { localStorage.removeItem(`guichet-draft:${key}`); } catch { /* private browsing */ } };

/* What was sent is no draft any more; reading the page again must not drop what is typed after it (« ?sent=1 »). */
const forget = (key) => {
  dropDraft(key);
  const here = new URL(location.href);
  if (!here.searchParams.has("sent")) return;
  here.searchParams.delete("sent");
  history.replaceState(history.state, "", here);
};

const ready = (part) => {
  part.querySelectorAll("textarea[data-count]").forEach(counted);
  part.querySelectorAll("[data-draft-done]").forEach((done) => forget(done.dataset.draftDone));
  part.querySelectorAll("form[data-draft]").forEach(bringDraft);
  const errors = part.querySelector("[data-errors]");
  if (errors && errors !== document.activeElement) errors.focus();
};

let waiting = 0;
document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-count]")) counted(event.target);
  const form = event.target.form;
  if (!form?.dataset.draft) return;
  clearTimeout(waiting);
  waiting = setTimeout(keepDraft, 400, form);
});
document.addEventListener("change", (event) => { if (event.target.matches?.("input[type=file]")) chosenFiles(event.target); });

const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.draft) { clearTimeout(waiting); keepDraft(form); }
  if (form.method !== "post") return;
  if (Date.now() - (sent.get(form) ?? 0) < PATIENCE) { event.preventDefault(); return; }
  sent.set(form, Date.now());
  form.setAttribute("aria-busy", "true");
  setTimeout(() => form.removeAttribute("aria-busy"), PATIENCE);
});
const again = (form) => { sent.delete(form); form.removeAttribute("aria-busy"); };
addEventListener("pageshow", () => document.querySelectorAll("form").forEach(again));
document.addEventListener("htmx:afterRequest", (event) => { if (event.target.closest?.("form")) again(event.target.closest("form")); });
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
ready(document);
