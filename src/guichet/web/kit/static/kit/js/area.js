/* An area drawn on the map beside the fields that say the same (kit/parts/area_field.html).
   The hidden field named like the area holds a drawing (GeoJSON); while it is empty, the place, the length and the width
   that are typed make a rectangle. Every change is sent to data-area-url, which answers with the measures, the conflicts
   and the shapes to show (data-area-shapes). Needs js/map.js, which tells « guichet:map ». */
const WAIT = 300;
const NUDGE = 4;
const MOST_CORNERS = 40;

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
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (geometry, kind) => ({ type: "Feature", properties: { kind }, geometry });

const start = (root) => {
  const name = root.dataset.area;
  const form = root.closest("form");
  const field = (part) => root.querySelector(`[name="${part ? `${name}_${part}` : name}"]`);
  const [drawn, lat, lon, side] = ["", "lat", "lon", "side"].map(field);
  const found = root.querySelector("[data-area-found]");
  const tell = (event, detail) => root.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  let timer = 0;
  let asked = null;

  // What the field says already is not said again beneath the map.
  const once = () => {
    const said = [...root.querySelectorAll(".g-error")].map((each) => each.textContent.trim());
    found.querySelectorAll(".g-area-faults li").forEach((each) => { if (said.includes(each.textContent.trim())) each.remove(); });
  };
  const show = (html) => {
    found.innerHTML = html;
    once();
    found.hidden = !found.textContent.trim();
    const shapes = found.querySelector("[data-area-shapes]")?.dataset.areaShapes;
    tell("guichet:area", { shapes: shapes ? JSON.parse(shapes) : null });
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const sent = new FormData(form ?? undefined);
    for (const [key, value] of [...sent]) if (value instanceof File) sent.delete(key);
    sent.set("_area", name);
    for (const part of ["starts", "ends", "kind", "but"]) sent.set(`_${part}`, root.dataset[part] ?? "");
    try {
      const answer = await fetch(root.dataset.areaUrl, { method: "POST", body: sent, signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      show(await answer.text());
    } catch (problem) {
      if (problem.name === "AbortError") return;
      found.hidden = false;
      found.textContent = found.dataset.failed;
    }
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); };

  for (const part of ["length", "width", "side"]) {
    field(part)?.addEventListener("input", () => {
      if (part !== "width" || !drawn.value.includes("LineString")) drawn.value = "";
      soon();
    });
  }
  field("place")?.addEventListener("input", () => { lat.value = ""; lon.value = ""; drawn.value = ""; });
  field("place")?.addEventListener("change", soon);
  lat.addEventListener("change", () => { drawn.value = ""; soon(); });
  for (const key of [root.dataset.starts, root.dataset.ends]) {
    if (key) form?.querySelectorAll(`[name^="${key}"]`).forEach((input) => input.addEventListener("change", soon));
  }
  root.addEventListener("guichet:map", ({ detail: { gl, map } }) => tools(root, gl, map, { drawn, lat, lon, side, soon }));
  if (drawn.value || (lat.value && lon.value)) soon();
};

const tools = (root, gl, map, { drawn, lat, lon, side, soon }) => {
  const box = root.querySelector("[data-map]");
  const hint = root.querySelector("[data-area-hint]");
  const cross = root.querySelector(".g-area-cross");
  const act = (what) => root.querySelector(`[data-area-do="${what}"]`);
  let tool = "place";
  let corners = [];
  let handles = [];
  let past = [];
  let shown = collection([]);

  const draw = () => {
    const sketch = corners.length > 1 ? [feature({ type: "LineString", coordinates: corners }, "sketch")] : [];
    const dots = corners.map((point) => feature({ type: "Point", coordinates: point }, "corner"));
    map.getSource("area")?.setData(collection([...shown.features, ...sketch, ...dots]));
  };
  const layers = () => {
    if (map.getSource("area")) return;
    const kind = (name) => ["==", ["get", "kind"], name];
    const inks = { area: colour(box, "m-brand"), clash: colour(box, "m-late"), around: colour(box, "m-edge") };
    map.addSource("area", { type: "geojson", data: collection([]) });
    for (const one of ["around", "clash", "area"]) {
      map.addLayer({ id: `area-${one}`, type: "fill", source: "area", filter: kind(one), paint: { "fill-color": inks[one], "fill-opacity": one === "area" ? 0.35 : 0.25 } });
      map.addLayer({ id: `area-${one}-edge`, type: "line", source: "area", filter: kind(one), paint: { "line-color": inks[one], "line-width": one === "area" ? 3 : 2, ...(one === "area" ? {} : { "line-dasharray": [2, 2] }) } });
    }
    map.addLayer({ id: "area-sketch", type: "line", source: "area", filter: kind("sketch"), paint: { "line-color": inks.area, "line-width": 3, "line-dasharray": [1, 1] } });
    map.addLayer({ id: "area-corners", type: "circle", source: "area", filter: kind("corner"), paint: { "circle-color": inks.area, "circle-radius": 6, "circle-stroke-color": colour(box, "m-surface"), "circle-stroke-width": 2 } });
    draw();
  };

  const remember = () => { past.push(JSON.stringify([drawn.value, lat.value, lon.value, corners])); past = past.slice(-50); };
  const buttons = () => {
    const drawing = tool !== "place";
    act("point").hidden = !drawing;
    act("finish").hidden = !(drawing && corners.length > (tool === "line" ? 1 : 2));
    act("undo").hidden = !past.length;
    act("erase").hidden = !(drawn.value || lat.value || corners.length);
    cross.hidden = !drawing;
    root.querySelectorAll("[data-area-tool]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.areaTool === tool)));
    hint.textContent = hint.dataset[tool];
  };
  const choose = (next) => { tool = next; corners = []; draw(); buttons(); };
  const keep = (geometry) => { remember(); drawn.value = JSON.stringify(geometry); buttons(); soon(); };
  const stand = ([x, y]) => {
    remember();
    drawn.value = "";
    lon.value = x.toFixed(7);
    lat.value = y.toFixed(7);
    if (side) side.value = "here";
    buttons();
    soon();
  };
  const corner = (point) => { remember(); corners = [...corners, point]; draw(); buttons(); };
  const finish = () => {
    const geometry = tool === "line" ? { type: "LineString", coordinates: corners } : { type: "Polygon", coordinates: [[...corners, corners[0]]] };
    corners = [];
    keep(geometry);
    choose("place");
  };
  const undo = () => {
    const last = past.pop();
    if (!last) return;
    [drawn.value, lat.value, lon.value, corners] = JSON.parse(last);
    if (!drawn.value && !lat.value) { shown = collection([]); grips(null); }
    draw();
    buttons();
    soon();
  };
  const erase = () => {
    remember();
    drawn.value = "";
    lat.value = "";
    lon.value = "";
    shown = collection([]);
    choose("place");
    grips(null);
    soon();
  };

  const grip = (point, className, label, moved, removed) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = className;
    element.setAttribute("aria-label", label);
    const marker = new gl.Marker({ element, draggable: true }).setLngLat(point).addTo(map);
    marker.on("dragend", () => moved(marker.getLngLat().toArray()));
    element.addEventListener("click", (event) => event.stopPropagation());
    let waiting = 0;
    element.addEventListener("keydown", (event) => {
      const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
      if (removed && (event.key === "Delete" || event.key === "Backspace")) { event.preventDefault(); removed(); return; }
      if (!x && !y) return;
      event.preventDefault();
      event.stopPropagation();
      const spot = map.project(marker.getLngLat());
      const step = event.shiftKey ? NUDGE * 6 : NUDGE;
      marker.setLngLat(map.unproject([spot.x + x * step, spot.y + y * step]));
      clearTimeout(waiting);
      waiting = setTimeout(() => moved(marker.getLngLat().toArray()), 450);
    });
    handles.push(marker);
  };
  const grips = (geometry) => {
    const focused = handles.findIndex((marker) => marker.getElement() === document.activeElement);
    handles.forEach((marker) => marker.remove());
    handles = [];
    if (!geometry || geometry.type !== "Polygon") return;
    const ring = geometry.coordinates[0].slice(0, -1);
    const middle = [0, 1].map((axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length);
    grip(middle, "g-grip g-grip-all", box.dataset.middle, (to) => {
      if (!drawn.value) { stand(to); return; }
      const moved = ring.map((point) => [point[0] + to[0] - middle[0], point[1] + to[1] - middle[1]]);
      keep({ type: "Polygon", coordinates: [[...moved, moved[0]]] });
    });
    if (ring.length <= MOST_CORNERS) {
      ring.forEach((point, index) => {
        const changed = (to) => { const next = ring.map((each, other) => (other === index ? to : each)); keep({ type: "Polygon", coordinates: [[...next, next[0]]] }); };
        const removed = ring.length > 3 ? () => { const next = ring.filter((_each, other) => other !== index); keep({ type: "Polygon", coordinates: [[...next, next[0]]] }); } : null;
        grip(point, "g-grip", box.dataset.corner.replace("{n}", index + 1), changed, removed);
      });
    }
    handles[focused]?.getElement().focus();
  };

  root.addEventListener("guichet:area", ({ detail }) => {
    let { shapes } = detail;
    if (!shapes) {
      if (!drawn.value.includes("Polygon")) return;
      shapes = collection([feature(JSON.parse(drawn.value), "area")]);
    }
    const first = !shown.features.length;
    shown = shapes;
    draw();
    const area = shapes.features.find((each) => each.properties.kind === "area").geometry;
    grips(area);
    buttons();
    const points = area.coordinates.flat(area.type === "MultiPolygon" ? 2 : 1);
    if (first || !points.some((point) => map.getBounds().contains(point))) {
      const bounds = points.reduce((all, point) => all.extend(point), new gl.LngLatBounds(points[0], points[0]));
      map.fitBounds(bounds, { padding: 70, maxZoom: 19, animate: false });
    }
  });
  root.querySelectorAll("[data-area-tool]").forEach((button) => button.addEventListener("click", () => choose(button.dataset.areaTool)));
  act("point").addEventListener("click", () => corner(map.getCenter().toArray()));
  act("finish").addEventListener("click", finish);
  act("undo").addEventListener("click", undo);
  act("erase").addEventListener("click", erase);
  map.on("click", ({ lngLat }) => (tool === "place" ? stand(lngLat.toArray()) : corner(lngLat.toArray())));
  map.on("style.load", layers);
  map.doubleClickZoom.disable();
  layers();
  buttons();
  soon();
};

document.querySelectorAll("[data-area]").forEach(start);
