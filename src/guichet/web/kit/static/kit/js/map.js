/* Choosing a place on a map; the address field does the same without it.
   [data-map] carries: data-library, data-worker, data-styles (addresses of MapLibre), data-layers (GeoJSON with properties
   kind: street | park | water | building | district, name, rank 1 to 4), data-lon, data-lat, data-zoom, data-near,
   data-lon-field, data-lat-field (selectors of hidden fields; « change » fires on the latitude's), data-pin-label,
   data-failed (sentence), and in it [data-map-zoom="in|out"] buttons and [data-map-words] for that sentence.
   data-cases (GeoJSON of points with url and title) draws published cases, gathered when they are many; a click opens one.
   « guichet:map » (detail: gl, map) is told from the box once it is drawn, for what a page adds of its own.
   [data-map-pin] elements of the page (data-lon, data-lat, text or data-letter) are known cases, read again after htmx. */
const NUDGE = 6;

const reading = (map, box) => {
  map.on("click", "cases", (event) => location.assign(event.features[0].properties.url));
  map.on("click", "gathered", (event) => map.easeTo({ center: event.lngLat, zoom: map.getZoom() + 2, duration: 0 }));
  for (const layer of ["cases", "gathered"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  const words = box.querySelector("[data-map-words]");
  map.on("mousemove", "cases", (event) => { if (words) words.textContent = event.features[0].properties.title ?? ""; });
  map.on("mouseleave", "cases", () => { if (words) words.textContent = ""; });
};

const start = async (box) => {
  const library = await import(box.dataset.library);
  const gl = library.default ?? library;
  gl.setWorkerUrl?.(box.dataset.worker);
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = box.dataset.styles;
  await new Promise((done) => { sheet.onload = done; sheet.onerror = done; document.head.append(sheet); });

  const canvas = box.appendChild(document.createElement("div"));
  canvas.className = "g-map-canvas";
  const [lonField, latField] = [box.dataset.lonField, box.dataset.latField].map((selector) => selector && document.querySelector(selector));
  const given = lonField?.value && latField?.value ? [Number(lonField.value), Number(latField.value)] : null;
  const near = Number(box.dataset.near || 16);
  const map = new gl.Map({
    container: canvas,
    style: style(box),
    center: given ?? [Number(box.dataset.lon), Number(box.dataset.lat)],
    zoom: Number(box.dataset.zoom || (given ? near : Math.min(near, 13))),
    attributionControl: false,
    cooperativeGestures: matchMedia("(max-width: 61.99em)").matches,
    fadeDuration: 0,
    maxPitch: 0,
    dragRotate: false,
    locale: words(box),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation?.();
  box.querySelectorAll("[data-map-zoom]").forEach((button) => button.addEventListener("click", () => (button.dataset.mapZoom === "in" ? map.zoomIn() : map.zoomOut())));
  document.addEventListener("guichet:theme", () => map.setStyle(style(box)));
  map.on("load", () => {
    box.dataset.ready = "1";
    box.dispatchEvent(new CustomEvent("guichet:map", { bubbles: true, detail: { gl, map } }));
  });

  if (lonField && latField) choosing(gl, map, box, { lonField, latField, given, near });
  if (box.dataset.cases) reading(map, box);
  const pins = knownPins(gl, map);
  pins();
  document.addEventListener("htmx:afterSettle", pins);
};

const choosing = (gl, map, box, { lonField, latField, given, near }) => {
  const pin = document.createElement("button");
  pin.type = "button";
  pin.className = "g-pin g-pin-here";
  pin.setAttribute("aria-label", box.dataset.pinLabel ?? "");
  const marker = new gl.Marker({ element: pin, anchor: "bottom", draggable: true });
  const stand = ([lon, lat]) => { marker.setLngLat([lon, lat]); if (!pin.isConnected) marker.addTo(map); };
  const choose = (point) => {
    stand(point);
    lonField.value = point[0].toFixed(6);
    latField.value = point[1].toFixed(6);
    latField.dispatchEvent(new Event("change", { bubbles: true }));
  };
  if (given) stand(given);
  map.on("click", (event) => choose(event.lngLat.toArray()));
  marker.on("dragend", () => choose(marker.getLngLat().toArray()));
  pin.addEventListener("click", (event) => event.stopPropagation());
  let moved = 0;
  pin.addEventListener("keydown", (event) => {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!x && !y) return;
    event.preventDefault();
    event.stopPropagation();
    const spot = map.project(marker.getLngLat());
    const step = event.shiftKey ? NUDGE * 6 : NUDGE;
    marker.setLngLat(map.unproject([spot.x + x * step, spot.y + y * step]));
    clearTimeout(moved);
    moved = setTimeout(() => choose(marker.getLngLat().toArray()), 350);
  });
  document.addEventListener("guichet:place", ({ detail }) => {
    stand([detail.lon, detail.lat]);
    map.jumpTo({ center: [detail.lon, detail.lat], zoom: near < 16 ? near : Math.max(map.getZoom(), 16) });
  });
};

const knownPins = (gl, map) => {
  let shown = [];
  return () => {
    shown.forEach((marker) => marker.remove());
    shown = [...document.querySelectorAll("[data-map-pin][data-lon][data-lat]")].map((item) => {
      const pin = document.createElement("span");
      pin.className = "g-pin";
      pin.setAttribute("aria-hidden", "true");
      pin.textContent = item.dataset.letter ?? item.textContent.trim();
      return new gl.Marker({ element: pin, anchor: "bottom" }).setLngLat([Number(item.dataset.lon), Number(item.dataset.lat)]).addTo(map);
    });
  };
};

const words = (box) => ({
  "CooperativeGesturesHandler.MobileHelpText": box.dataset.twoFingers ?? "",
  "CooperativeGesturesHandler.WindowsHelpText": box.dataset.ctrlScroll ?? "",
  "CooperativeGesturesHandler.MacHelpText": box.dataset.cmdScroll ?? "",
  "Map.Title": box.dataset.title ?? "",
});

/* WebGL knows only plain colours: read what the page's variables come to. */
const ink = (box, name) => {
  const probe = box.appendChild(document.createElement("i"));
  probe.className = `m-${name}`;
  const painter = document.createElement("canvas").getContext("2d");
  painter.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  painter.fillRect(0, 0, 1, 1);
  const [red, green, blue] = painter.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
};

const wide = (metres) => ["interpolate", ["exponential", 1.6], ["zoom"], 12, metres / 9, 14, metres / 4, 16, metres, 18, metres * 2.6];
const kind = (name) => ["==", ["get", "kind"], name];
const rank = (n) => ["all", kind("street"), ["==", ["coalesce", ["get", "rank"], 1], n]];
const round = { "line-cap": "round", "line-join": "round" };

const style = (box) => {
  const colour = (name) => ink(box, name);
  const halo = { "text-color": colour("text"), "text-halo-color": colour("road"), "text-halo-width": 1.6 };
  const roads = [1, 2, 3, 4];
  const geojson = (address) => ({ type: "geojson", data: new URL(address, location.href).href });
  const sources = { city: geojson(box.dataset.layers) };
  if (box.dataset.cases) sources.cases = { ...geojson(box.dataset.cases), cluster: true, clusterRadius: 40, clusterMaxZoom: 15 };
  const dot = { "circle-color": colour("brand"), "circle-stroke-color": colour("surface"), "circle-stroke-width": 2 };
  const many = ["has", "point_count"];
  const cases = !box.dataset.cases ? [] : [
    { id: "gathered", type: "circle", source: "cases", filter: many, paint: { ...dot, "circle-radius": ["step", ["get", "point_count"], 13, 20, 17, 200, 22] } },
    { id: "gathered-count", type: "symbol", source: "cases", filter: many, layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": ["Public Sans"], "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": colour("on-brand") } },
    { id: "cases", type: "circle", source: "cases", filter: ["!", many], paint: { ...dot, "circle-radius": 8 } },
  ];
  return {
    version: 8,
    sources,
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colour("ground") } },
      { id: "water", type: "fill", source: "city", filter: kind("water"), paint: { "fill-color": colour("water") } },
      { id: "parks", type: "fill", source: "city", filter: kind("park"), paint: { "fill-color": colour("park") } },
      { id: "buildings", type: "fill", source: "city", minzoom: 15, filter: kind("building"), paint: { "fill-color": colour("building") } },
      ...roads.map((n) => ({ id: `case${n}`, type: "line", source: "city", filter: rank(n), minzoom: n === 1 ? 12.5 : 0, layout: round, paint: { "line-color": colour("case"), "line-width": wide(10 + n * 2.4) } })),
      ...roads.map((n) => ({ id: `road${n}`, type: "line", source: "city", filter: rank(n), minzoom: n === 1 ? 12.5 : 0, layout: round, paint: { "line-color": colour("road"), "line-width": wide(7.6 + n * 2.4) } })),
      { id: "districts", type: "line", source: "city", filter: kind("district"), paint: { "line-color": colour("edge"), "line-width": 1.5, "line-dasharray": [4, 3] } },
      { id: "numbers", type: "symbol", source: "city", minzoom: 17, filter: kind("number"), layout: { "text-field": ["get", "name"], "text-font": ["Public Sans"], "text-size": 10.5 }, paint: halo },
      { id: "names", type: "symbol", source: "city", minzoom: 14.5, filter: ["all", kind("street"), ["has", "name"]], layout: { "symbol-placement": "line", "text-field": ["get", "name"], "text-font": ["Public Sans"], "text-size": 12.5, "text-letter-spacing": 0.02, "symbol-spacing": 260 }, paint: halo },
      { id: "park-names", type: "symbol", source: "city", minzoom: 13.5, filter: ["all", kind("park"), ["has", "name"]], layout: { "text-field": ["get", "name"], "text-font": ["Public Sans"], "text-size": 12, "text-max-width": 8 }, paint: { ...halo, "text-color": colour("park-text"), "text-halo-color": colour("park") } },
      { id: "district-names", type: "symbol", source: "city", maxzoom: 13.5, filter: ["all", kind("district"), ["has", "name"]], layout: { "text-field": ["get", "name"], "text-font": ["Public Sans"], "text-size": 13, "text-max-width": 8 }, paint: { ...halo, "text-halo-color": colour("ground") } },
      ...cases,
    ],
  };
};

document.querySelectorAll("[data-map]").forEach((box) => start(box).catch(() => {
  box.querySelector(".g-map-canvas")?.remove();
  box.querySelectorAll("[data-map-zoom]").forEach((button) => { button.parentElement.hidden = true; });
  const place = box.querySelector("[data-map-words]");
  if (place) place.textContent = box.dataset.failed ?? "";
  box.classList.add("g-map-none");
}));
