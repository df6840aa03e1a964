/* The place step: an address and a pin that stay in agreement, whichever is touched last.
   Changing an address that was chosen forgets its pin; a pin moved far from it forgets the address. Words typed beside a
   pin of the map (« devant la boulangerie ») stay with it. */
const FAR = 300;
const FAR_ON_A_STREET = 2000;
const [words, lat, lon] = ["#id_q", "#id_lat", "#id_lon"].map((selector) => document.querySelector(selector));
let chosen = words?.value && lat?.value && lon?.value ? { lat: Number(lat.value), lon: Number(lon.value), reach: FAR } : null;

const metres = (a, b) => {
  const squeeze = Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot((a.lat - b.lat) * 111195, (a.lon - b.lon) * 111195 * squeeze);
};

if (words && lat && lon) {
  words.addEventListener("input", () => {
    if (!chosen) return;
    chosen = null;
    lat.value = "";
    lon.value = "";
    lat.dispatchEvent(new Event("change", { bubbles: true }));
  });
  words.addEventListener("guichet:chosen", ({ detail }) => {
    chosen = { lat: Number(detail.lat), lon: Number(detail.lon), reach: detail.precise === "1" ? FAR : FAR_ON_A_STREET };
  });
  document.addEventListener("guichet:place", ({ detail }) => {
    if (detail.from === "suggest") chosen = { lat: detail.lat, lon: detail.lon, reach: FAR_ON_A_STREET };
  });
  lat.addEventListener("change", () => {
    if (lat.value) {
      document.querySelector("#errors")?.remove();
      words.closest(".g-field").classList.remove("g-invalid");
      document.querySelector("#id_q_error")?.replaceChildren();
    }
    if (!lat.value || !words.value) return;
    const here = { lat: Number(lat.value), lon: Number(lon.value) };
    if (!chosen || metres(chosen, here) <= chosen.reach) return;
    chosen = null;
    words.value = "";
  }, { capture: true });
}
