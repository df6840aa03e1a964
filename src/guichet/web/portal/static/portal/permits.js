/* The sliders of a request: the number beside each follows the hand; days and dates follow each other. */
const DAY = 86_400_000;
const day = (field) => { const time = Date.parse(`${field?.value}T00:00:00Z`); return Number.isNaN(time) ? null : time; };
const write = (field, time) => { field.value = new Date(time).toISOString().slice(0, 10); };

document.addEventListener("input", ({ target }) => {
  const output = target.matches("[type=range]") && target.closest(".g-field")?.querySelector("output");
  if (output) output.textContent = output.dataset.unit ? `${Number(target.value).toLocaleString(document.documentElement.lang)} ${output.dataset.unit}` : target.value;
});

for (const form of document.querySelectorAll("form[data-period]")) {
  const [starts, ends] = ["starts", "ends"].map((name) => form.elements[name]);
  const slide = form.querySelector("[data-days]");
  let days = Number(slide?.value || 7);
  const count = () => {
    const [first, last] = [day(starts), day(ends)];
    if (first === null || last === null || last < first) return;
    days = Math.round((last - first) / DAY) + 1;
    if (!slide) return;
    slide.value = days;
    slide.closest(".g-field").querySelector("output").textContent = days;
  };
  slide?.addEventListener("input", () => {
    const first = day(starts);
    days = Number(slide.value);
    if (first !== null) write(ends, first + (days - 1) * DAY);
  });
  starts?.addEventListener("change", () => {
    const [first, last] = [day(starts), day(ends)];
    if (first !== null && (last === null || last < first)) write(ends, first + (days - 1) * DAY);
    count();
  });
  ends?.addEventListener("change", count);
}
