/* What the backoffice adds to the kit; without it everything is a button that asks the server.
   [data-leave]   a form whose changes are lost by leaving: the browser asks first */
const changed = new WeakSet();
document.addEventListener("input", (event) => { if (event.target.form?.hasAttribute("data-leave")) changed.add(event.target.form); });
document.addEventListener("submit", (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-leave]")].some((form) => changed.has(form))) event.preventDefault();
});
