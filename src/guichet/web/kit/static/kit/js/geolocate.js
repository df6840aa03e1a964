/* « Ma position »: button[data-geolocate] writes into the fields data-lat-field and data-lon-field (selectors), tells the
   map (guichet:place), and says data-denied or data-failed in the element data-words (selector) when it cannot. */
document.querySelectorAll("[data-geolocate]").forEach((button) => {
  if (!("geolocation" in navigator)) { button.hidden = true; return; }
  const words = document.querySelector(button.dataset.words);
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    if (words) words.textContent = "";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute("aria-busy");
        document.dispatchEvent(new CustomEvent("guichet:place", { detail: { lat: coords.latitude, lon: coords.longitude, from: "geolocate" } }));
        const [lat, lon] = [button.dataset.latField, button.dataset.lonField].map((selector) => document.querySelector(selector));
        if (!lat || !lon) return;
        lon.value = coords.longitude.toFixed(6);
        lat.value = coords.latitude.toFixed(6);
        lat.dispatchEvent(new Event("change", { bubbles: true }));
      },
      (error) => {
        button.removeAttribute("aria-busy");
        if (words) words.textContent = error.code === error.PERMISSION_DENIED ? button.dataset.denied : button.dataset.failed;
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  });
});
