/* What the backoffice adds to the kit; without it everything is a button that asks the server.
   [data-leave]   a form whose changes are lost by leaving: the browser asks first */
const changed = new WeakSet();
document.addEventListener("input", (event) => { if (event.target.form?.hasAttribute("data-leave")) changed.add(event.target.form); });
document.addEventListener("submit", (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-leave]")].some((form) => changed.has(form))) event.preventDefault();
});

/* [data-look]   the colours being typed are shown on the page at once */
const look = document.querySelector("[data-look]");
look?.form.addEventListener("input", ({ target }) => {
  if (!/^(colour|flower)$/.test(target.name)) return;
  const typed = ["colour", "flower"].map((name) => look.form.elements[name].value.trim().toLowerCase());
  if (!typed.every((colour) => /^#[0-9a-f]{6}$/.test(colour))) return;
  const address = `${look.dataset.look}?try=${typed.map((colour) => colour.slice(1)).join("-")}`;
  const known = document.querySelector("link[data-tried]");
  if (known) { known.href = address; return; }
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: address }));
  document.head.lastElementChild.dataset.tried = "";
});
