/* Runs before the page is drawn: light or dark as last chosen, single keys on or off, and `js` on <html>. */
(() => {
  const root = document.documentElement;
  const read = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const write = (name, value) => { try { localStorage.setItem(name, value); } catch { /* private browsing */ } };

  root.classList.add("js");
  const chosen = read("guichet-theme");
  if (chosen === "light" || chosen === "dark") root.dataset.bsTheme = chosen;
  if (read("guichet-keys") === "off") root.dataset.keys = "off";

  const isDark = () => (root.dataset.bsTheme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme]")) {
      root.dataset.bsTheme = isDark() ? "light" : "dark";
      write("guichet-theme", root.dataset.bsTheme);
      document.dispatchEvent(new Event("guichet:theme"));
    }
    if (event.target.closest("[data-print]")) print();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new Event("guichet:theme")));
})();
