/* Published cases on the city's map: [data-map][data-points] is told by « guichet:map » that its map is there.
   Those that are close together are gathered under their number; a click opens the group. What is under a finger is said
   in #point, with links: one case, or the first ones of a group that no zoom can open (positions are rounded). */
const FINGER = 14;
const MOST = 6;
const MOST_OF_A_GROUP = 20;
const CLOSEST = 18;
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
  const isOpen = ["==", ["get", "state"], "open"];
  const many = ["has", "point_count"];
  const edge = { "circle-stroke-color": colour(box, "m-road"), "circle-stroke-width": 1.5 };
  const either = (test) => ["case", test, colour(box, "m-point"), colour(box, "m-point-ended")];
  map.addSource("points", { type: "geojson", data: points, cluster: true, maxzoom: 21, clusterRadius: 44, clusterMaxZoom: 20, clusterProperties: { open: ["+", ["case", isOpen, 1, 0]] } });
  map.addLayer({ id: "points", type: "circle", source: "points", filter: ["!", many], paint: { ...edge, "circle-radius": 8, "circle-color": either(isOpen) } });
  map.addLayer({ id: "groups", type: "circle", source: "points", filter: many, paint: { ...edge, "circle-radius": ["step", ["get", "point_count"], 13, 10, 16, 50, 20, 200, 25], "circle-color": either([">", ["get", "open"], 0]) } });
  map.addLayer({ id: "counts", type: "symbol", source: "points", filter: many, layout: { "text-field": ["get", "point_count_abbreviated"], "text-font": ["Public Sans"], "text-size": 13, "text-allow-overlap": true, "text-padding": 12 }, paint: { "text-color": colour(box, "m-on-brand") } });
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

const open = async (map, around) => {
  const found = map.queryRenderedFeatures(around, { layers: ["points", "groups"] });
  const group = found.find((each) => each.properties.cluster);
  if (!group) {
    if (found.length) place.replaceChildren(...found.slice(0, MOST).map((each) => line(each.properties)));
    return;
  }
  const source = map.getSource("points");
  const zoom = await source.getClusterExpansionZoom(group.properties.cluster_id);
  if (zoom <= CLOSEST) {
    map.jumpTo({ center: group.geometry.coordinates, zoom });
    return;
  }
  const inside = await source.getClusterLeaves(group.properties.cluster_id, MOST_OF_A_GROUP, 0);
  place.replaceChildren(...inside.map((each) => line(each.properties)));
};

document.addEventListener("guichet:map", async ({ target: box, detail: { map } }) => {
  if (!box.dataset.points) return;
  const points = await (await fetch(box.dataset.points)).json();
  if (!points.features.length) place.textContent = place.dataset.none;
  const drawn = () => draw(map, box, points);
  drawn();
  map.on("style.load", drawn);
  map.on("click", ({ point: { x, y } }) => open(map, [[x - FINGER, y - FINGER], [x + FINGER, y + FINGER]]));
  for (const layer of ["points", "groups"]) {
    map.on("mouseenter", layer, () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; });
  }
  if (!points.features.length) return;
  const [lons, lats] = [0, 1].map((axis) => points.features.map((each) => each.geometry.coordinates[axis]));
  map.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: 40, maxZoom: 15, animate: false });
});
