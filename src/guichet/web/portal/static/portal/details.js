/* A chosen photo is sent at once, with what is typed so far, and comes back as a small picture. */
const box = document.querySelector("#id_photos");
const add = document.querySelector("#photos button[name=add]");
if (box && add) {
  add.hidden = true;
  document.addEventListener("change", (event) => {
    if (event.target === box && box.files.length) setTimeout(() => box.files.length && box.form.requestSubmit(add), 0);
  });
}
