/* Demonstrations: button[data-demo-email] fills the sign-in form and sends it. */
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-demo-email]");
  if (!chosen) return;
  const form = document.querySelector("form[method=post]");
  form.elements.login.value = chosen.dataset.demoEmail;
  form.elements.password.value = chosen.dataset.demoPassword;
  form.requestSubmit();
});
