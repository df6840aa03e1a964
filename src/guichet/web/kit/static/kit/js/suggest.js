/* Suggestions while one types, by the ARIA combobox pattern; without scripts the field is simply sent.
   input[data-suggest-url]   is asked ?q=… and answers <li role="option" data-value data-lat data-lon>…</li> lines
   data-lat-field, data-lon-field (selectors) receive the place of the chosen line
   data-one, data-many ("{n} …"), data-none are said to screen readers */
const WAIT = 150;

const attach = (input) => {
  if (input.getAttribute("role") === "combobox") return;
  const list = document.createElement("ul");
  const said = document.createElement("p");
  list.id = `${input.id}-list`;
  list.className = "g-suggest";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  said.className = "sr";
  said.setAttribute("role", "status");
  input.parentElement.classList.add("g-combo");
  input.after(list, said);
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  let timer = 0;
  let asked = null;
  let at = -1;
  const options = () => [...list.children];
  const show = (open) => { list.hidden = !open; input.setAttribute("aria-expanded", String(open)); if (!open) mark(-1); };
  const mark = (index) => {
    at = index;
    options().forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else { input.setAttribute("aria-activedescendant", options()[at].id); options()[at].scrollIntoView({ block: "nearest" }); }
  };
  const choose = (option) => {
    input.value = option.dataset.value ?? option.textContent.trim();
    show(false);
    const { lat, lon } = option.dataset;
    const [latField, lonField] = [input.dataset.latField, input.dataset.lonField].map((selector) => selector && document.querySelector(selector));
    if (lat && lon) {
      document.dispatchEvent(new CustomEvent("guichet:place", { detail: { lat: Number(lat), lon: Number(lon), from: "suggest" } }));
      if (latField && lonField) { lonField.value = lon; latField.value = lat; latField.dispatchEvent(new Event("change", { bubbles: true })); }
    }
    input.dispatchEvent(new CustomEvent("guichet:chosen", { bubbles: true, detail: { ...option.dataset } }));
  };
  const ask = async () => {
    const words = input.value.trim();
    asked?.abort();
    if (words.length < 2) { show(false); return; }
    asked = new AbortController();
    try {
      const url = new URL(input.dataset.suggestUrl, location.href);
      url.searchParams.set("q", words);
      const answer = await fetch(url, { signal: asked.signal, headers: { "X-Requested-With": "suggest" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = [...page.querySelectorAll('[role="option"]')];
      found.forEach((option, index) => { option.id = `${list.id}-${index}`; option.setAttribute("aria-selected", "false"); });
      list.replaceChildren(...found.map((option) => document.adoptNode(option)));
      show(found.length > 0 && document.activeElement === input);
      said.textContent = (found.length === 0 ? input.dataset.none : found.length === 1 ? input.dataset.one : input.dataset.many)?.replace("{n}", found.length) ?? "";
    } catch (problem) {
      if (problem.name !== "AbortError") show(false);
    }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("blur", () => setTimeout(show, 120, false));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest('[role="option"]'); if (option) choose(option); });
  input.addEventListener("keydown", (event) => {
    const last = options().length - 1;
    const open = !list.hidden;
    if (event.key === "ArrowDown" && last >= 0) { if (!open) show(true); mark(at >= last ? 0 : at + 1); }
    else if (event.key === "ArrowUp" && last >= 0) { if (!open) show(true); mark(at <= 0 ? last : at - 1); }
    else if (event.key === "Enter" && open && at >= 0) choose(options()[at]);
    else if (event.key === "Escape" && open) show(false);
    else return;
    event.preventDefault();
  });
};

const ready = (part) => part.querySelectorAll("input[data-suggest-url]").forEach(attach);
document.addEventListener("htmx:afterSettle", (event) => ready(event.target));
ready(document);
