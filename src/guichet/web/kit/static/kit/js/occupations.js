/* What occupies the streets, on the city's map: [data-map][data-occupations] is told by « guichet:map » that its map is
   there. Shapes from near, points from far; what is under a finger is said in #chosen, with links. */
const FINGER = 12;
const MOST = 6;
const place = document.querySelector("#chosen");

const colour = (box, name) => {
  const probe = box.appendChild(document.createElement("i"));
  probe.className = name;
  const painter = document.createElement("canvas").getContext("2d");
  painter.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  painter.fillRect(0, 0, 1, 1);
  const [red, green, blue] = painter.getImageData(0, 0, 1, 1).data;
  return `rgb(${red},${green},${blue})`;
};

const draw = (map, box, shapes) => {
  if (map.getSource("occupations")) return;
  const ink = ["case", ["get", "now"], colour(box, "m-late"), colour(box, "m-info")];
  const isPoint = ["==", ["geometry-type"], "Point"];
  map.addSource("occupations", { type: "geojson", data: shapes });
  map.addLayer({ id: "grounds", type: "fill", source: "occupations", minzoom: 14, filter: ["!", isPoint], paint: { "fill-color": ink, "fill-opacity": 0.35 } });
  map.addLayer({ id: "edges", type: "line", source: "occupations", minzoom: 14, filter: ["!", isPoint], paint: { "line-color": ink, "line-width": 2.5 } });
  map.addLayer({ id: "middles", type: "circle", source: "occupations", maxzoom: 17, filter: isPoint, paint: { "circle-color": ink, "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 3.5, 15, 7], "circle-stroke-color": colour(box, "m-road"), "circle-stroke-width": 1.5 } });
};

const line = ({ title, text, url }) => {
  const item = document.createElement("p");
  item.className = "mb-2";
  const link = item.appendChild(document.createElement("a"));
  link.href = url;
  link.className = "g-strong";
  link.textContent = title;
  const words = item.appendChild(document.createElement("span"));
  words.className = "small g-muted d-block";
  words.textContent = text;
  return item;
};

document.addEventListener("guichet:map", async ({ target: box, detail: { gl, map } }) => {
  if (!box.dataset.occupations) return;
  const shapes = await (await fetch(box.dataset.occupations)).json();
  const drawn = () => draw(map, box, shapes);
  drawn();
  map.on("style.load", drawn);
  if (box.dataset.here) {
    const pin = document.createElement("span");
    pin.className = "g-pin g-pin-here";
    pin.setAttribute("aria-hidden", "true");
    new gl.Marker({ element: pin, anchor: "bottom" }).setLngLat([Number(box.dataset.lon), Number(box.dataset.lat)]).addTo(map);
  }
  map.on("click", ({ point: { x, y } }) => {
    const layers = ["grounds", "middles"].filter((each) => map.getLayer(each));
    const found = map.queryRenderedFeatures([[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]], { layers });
    const once = new Map(found.map((each) => [each.properties.url, each.properties]));
    if (once.size) place.replaceChildren(...[...once.values()].slice(0, MOST).map(line));
  });
  for (const each of ["grounds", "middles"]) {
    map.on("mouseenter", each, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", each, () => { map.getCanvas().style.cursor = ""; });
  }
  const points = shapes.features.filter((each) => each.geometry.type === "Point").map((each) => each.geometry.coordinates);
  if (!points.length || box.dataset.here) return;
  const bounds = points.reduce((all, point) => all.extend(point), new gl.LngLatBounds(points[0], points[0]));
  map.fitBounds(bounds, { padding: 40, maxZoom: 15, animate: false });
});
