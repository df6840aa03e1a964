/* What the desk does beyond the kit; without it everything is a link or a form that leads to a page of its own.
   a[data-ask], button[data-ask]   opens its page (or what it sends) in the dialog #ask
   [data-fill="id"]                puts data-text in that field and chooses the radio whose value is data-choose
   form[data-filters]              is sent at each change;  form[data-pick]: Enter opens the first line found
   [data-question], [data-shown]   questions that the answers call for are shown, the others hidden
   [data-neighbours]               previous and next case of the list that one came from
   [data-forget="#a #b"]           empties those fields when this one is typed in */
const dialog = document.getElementById("ask");
const body = document.getElementById("ask-body");

/* Whose it is, or why it is refused: asked for these two endings only */
const tellWhose = () => {
  const detail = document.querySelector("[name=detail]")?.closest(".g-field");
  if (detail && !detail.querySelector(".g-error")) detail.hidden = !["not_ours", "refused"].includes(document.querySelector("[name=outcome]:checked")?.value);
};
document.addEventListener("change", (event) => { if (event.target.name === "outcome") tellWhose(); });
document.addEventListener("htmx:afterSettle", tellWhose);
tellWhose();

const show = async (verb, address, values) => {
  body.replaceChildren();
  await window.htmx.ajax(verb, address, { target: "#ask-body", values });
  if (!body.childElementCount) { if (verb === "GET") location.href = address; return; }
  if (!dialog.open) dialog.showModal();
  tellWhose();
  (body.querySelector("[data-errors]") ?? body.querySelector("input:not([type=hidden]), select, textarea") ?? body.querySelector("form button"))?.focus();
};

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-ask]");
  if (!asked || !dialog || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  asked.closest("details.g-menu")?.removeAttribute("open");
  if (asked.href) { show("GET", asked.href); return; }
  const sent = new FormData(asked.form);
  show("POST", asked.formAction, { ref: sent.getAll("ref"), list: sent.get("list") ?? "", whole: sent.get("whole") ?? "" });
});

document.addEventListener("click", (event) => {
  const ready = event.target.closest("[data-fill]");
  const field = ready && document.getElementById(ready.dataset.fill);
  if (!field) return;
  event.preventDefault();
  field.value = field.value.trim() ? `${field.value.trim()}\n\n${ready.dataset.text}` : ready.dataset.text;
  field.form.querySelectorAll("[name=outcome]").forEach((choice) => { if (choice.value === ready.dataset.choose) choice.checked = true; });
  tellWhose();
  field.dispatchEvent(new Event("input", { bubbles: true }));
  ready.closest("details")?.removeAttribute("open");
  field.focus();
});

/* Menus close when one leaves them */
document.addEventListener("click", (event) => document.querySelectorAll("details.g-menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.g-menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});

/* The list: filters at each change, ticks kept when lines are fetched anew, keys on the line where one stands */
document.querySelector("[data-filters]")?.addEventListener("change", (event) => { if (event.target.matches("select, [type=date]")) event.currentTarget.requestSubmit(); });
document.querySelector("[data-filters]")?.addEventListener("formdata", ({ formData }) => { for (const [name, value] of [...formData]) if (!value) formData.delete(name); });
let ticked = [];
document.addEventListener("htmx:beforeSwap", () => { ticked = [...document.querySelectorAll("[data-row] input:checked")].map((box) => box.value); });
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll("[data-row] input[name=ref]").forEach((box) => { if (ticked.includes(box.value)) box.checked = true; });
  remember();
});
const keysOff = (event) => document.documentElement.dataset.keys === "off" || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented
  || event.target.matches?.("textarea, select, input:not([type=checkbox]), [contenteditable]") || document.querySelector("dialog[open]");
document.addEventListener("keydown", (event) => {
  const row = document.querySelector("[data-queue] [data-row].here");
  if (!row || !["a", "r"].includes(event.key) || keysOff(event)) return;
  const bulk = document.querySelector("[data-bulk]:not([hidden]) [formaction$='/assign/']");
  event.preventDefault();
  if (event.key === "a" && bulk) { bulk.click(); return; }
  const address = row.querySelector(".t").href;
  if (event.key === "a") show("GET", `${address}do/assign/`); else location.href = `${address}#write`;
});

/* A case that went to another team while one reads it: what is typed stays, and one is told */
document.addEventListener("htmx:responseError", ({ detail }) => {
  const gone = detail.xhr.status === 404 && detail.elt.matches("[data-live]") && document.querySelector("[data-gone]");
  if (gone) gone.hidden = false;
});

/* From a case to its neighbours in the list */
const LIST = "guichet-list";
const remember = () => {
  const lines = [...document.querySelectorAll("[data-queue] [data-row] .t")];
  if (!lines.length) return;
  try { sessionStorage.setItem(LIST, JSON.stringify({ back: location.href, lines: lines.map((line) => line.pathname) })); } catch { /* private browsing */ }
};
const neighbours = () => {
  const place = document.querySelector("[data-neighbours]");
  if (!place) return;
  let list;
  try { list = JSON.parse(sessionStorage.getItem(LIST)); } catch { return; }
  const at = list?.lines.indexOf(location.pathname) ?? -1;
  if (!list) return;
  place.querySelector("[data-back]").href = list.back;
  if (at < 0) return;
  place.querySelector("[data-place]").textContent = `${at + 1} / ${list.lines.length}`;
  for (const [name, step] of [["previous", -1], ["following", 1]]) {
    const link = place.querySelector(`[data-${name}]`);
    link.hidden = !list.lines[at + step];
    if (!link.hidden) link.href = list.lines[at + step];
  }
};
remember();
neighbours();
if (location.hash === "#write") document.querySelector("#write textarea")?.focus();

/* Taking a report */
document.querySelector("[data-pick]")?.addEventListener("submit", (event) => {
  const first = document.querySelector("[data-first]");
  if (first) { event.preventDefault(); location.href = first.href; }
});
document.addEventListener("htmx:afterSettle", () => {
  const asked = document.querySelector("[data-shown]")?.dataset.shown.split(" ");
  if (asked) document.querySelectorAll("[data-question]").forEach((question) => { question.hidden = !asked.includes(question.dataset.question); });
});
document.addEventListener("input", (event) => {
  if (event.target.dataset.forget) document.querySelectorAll(event.target.dataset.forget.replaceAll(" ", ",")).forEach((field) => { field.value = ""; });
});

document.addEventListener("guichet:chosen", ({ detail }) => { const sure = document.getElementById("id_sure"); if (sure) sure.value = detail.precise ?? ""; });
document.addEventListener("change", (event) => {
  const sure = event.target.id === "id_lat" && document.getElementById("id_sure");
  if (sure) sure.value = "";
}, true);
document.addEventListener("change", (event) => {
  const names = event.target.matches(".g-attach input[type=file]") && event.target.parentElement.querySelector("[data-file-names]");
  if (names) names.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

/* One's own page: this browser forgets its own choice of keys, the account's holds */
document.querySelector("[data-keys-forget]")?.addEventListener("click", () => { try { localStorage.removeItem("guichet-keys"); } catch { /* private browsing */ } });
