/* Published cases on the city's map: [data-map][data-points] is told by « guichet:map » that its map is there.
   What is under a finger is said in #point, with links. */
const FINGER = 14;
const MOST = 6;
const place = document.querySelector("#point");

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

const draw = (map, box, points) => {
  if (map.getSource("points")) return;
  map.addSource("points", { type: "geojson", data: points });
  const isOpen = ["==", ["get", "state"], "open"];
  map.addLayer({
    id: "points",
    type: "circle",
    source: "points",
    paint: {
      "circle-radius": ["interpolate", ["linear"], ["zoom"], 10, 4, 14, 8],
      "circle-color": ["case", isOpen, colour(box, "m-point"), colour(box, "m-point-ended")],
      "circle-stroke-color": colour(box, "m-road"),
      "circle-stroke-width": 1.5,
    },
  });
};

const line = ({ title, text, url }) => {
  const item = document.createElement("p");
  const link = item.appendChild(document.createElement("a"));
  link.href = url;
  link.className = "g-strong";
  link.textContent = title;
  const words = item.appendChild(document.createElement("span"));
  words.className = "small g-muted d-block";
  words.textContent = text;
  return item;
};

document.addEventListener("guichet:map", async ({ target: box, detail: { map } }) => {
  if (!box.dataset.points) return;
  const points = await (await fetch(box.dataset.points)).json();
  if (!points.features.length) place.textContent = place.dataset.none;
  const drawn = () => draw(map, box, points);
  drawn();
  map.on("style.load", drawn);
  map.on("click", ({ point: { x, y } }) => {
    const around = [[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]];
    const found = map.queryRenderedFeatures(around, { layers: ["points"] }).slice(0, MOST);
    if (found.length) place.replaceChildren(...found.map((each) => line(each.properties)));
  });
  map.on("mouseenter", "points", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "points", () => { map.getCanvas().style.cursor = ""; });
  if (!points.features.length) return;
  const [lons, lats] = [0, 1].map((axis) => points.features.map((each) => each.geometry.coordinates[axis]));
  map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 40, maxZoom: 15, animate: false });
});
