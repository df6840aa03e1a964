/* Before keys.js: the account's own choice of single keys holds on every computer, unless this browser was told otherwise. */
let told = null;
try { told = localStorage.getItem("guichet-keys"); } catch { /* private browsing */ }
if (document.body.dataset.ownKeys === "off" && told !== "on") document.documentElement.dataset.keys = "off";
