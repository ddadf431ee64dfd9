// The index: colour the map, choose and compare areas, sort, search. Without it the page has all areas and figures.
// What is chosen stands in the address. All text comes from the data and enters the page as text.
"use strict";
const data = JSON.parse(document.getElementById("gegevens").textContent);
const named = (names, list) => Object.fromEntries(names.map((name, place) => [name, list[place]]));
for (const area of data.areas) {
  area.figures = named(data.columns, area.figures.map((list) => named(data.fields, list)));
}
const areas = new Map(data.areas.map((area) => [area.id, area]));
const figures = new Map(data.figures.map((figure) => [figure.id, figure]));
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const form = one(".kx-picker");
const tiles = all(".kx-tiles > li");
const heads = all(".kx-figures thead th");
const orders = new Set(heads.map((head) => head.dataset.order));
const state = { map: "", chosen: [], order: "naam", down: false, search: "", theme: "", study: "" };

// The address ------------------------------------------------------------------------------------------

function read() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const get = (name) => asked.get(name) || "";
  const order = get("volgorde");
  state.map = figures.has(get("kaart")) ? get("kaart") : data.figures[0]?.id;
  state.chosen = [...new Set(get("vergelijk").split(","))].filter((id) => areas.has(id)).slice(0, data.most);
  state.down = order.startsWith("-");
  state.order = order.slice(state.down ? 1 : 0);
  if (!orders.has(state.order)) [state.order, state.down] = ["naam", false];
  state.search = get("zoek");
  for (const [key, name] of [["theme", "thema"], ["study", "studie"]]) {
    state[key] = [...form.elements[name].options].some((option) => option.value === get(name)) ? get(name) : "";
  }
}

function write() {
  const parts = [
    state.map === data.figures[0]?.id ? "" : `kaart=${state.map}`,
    state.chosen.length ? `vergelijk=${state.chosen.join(",")}` : "",
    state.order === "naam" && !state.down ? "" : `volgorde=${state.down ? "-" : ""}${state.order}`,
    state.search ? `zoek=${encodeURIComponent(state.search)}` : "",
    state.theme ? `thema=${state.theme}` : "",
    state.study ? `studie=${state.study}` : "",
  ];
  const hash = parts.filter(Boolean).join("&");
  history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  for (const link of all("header a[hreflang]")) link.hash = hash;
}

// Parts ------------------------------------------------------------------------------------------------

function made(name, text = "", className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function sign(number) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", `kx-sign kx-sign-${number}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#teken_${number}`);
  svg.append(use);
  return svg;
}

function linked(area) {
  if (!area.href) return made("span", area.name);
  const link = made("a", area.name);
  link.href = area.href;
  link.hreflang = area.hreflang;
  return link;
}

// The map ----------------------------------------------------------------------------------------------

function makeTiles() {
  for (const tile of tiles) {
    const area = areas.get(tile.dataset.area);
    const button = made("button");
    button.type = "button";
    button.append(made("span", area.name), " ", made("b"), made("span", "", "kw-unseen"));
    button.addEventListener("click", () => toggle(area.id));
    tile.replaceChildren(button);
  }
}

function drawMap() {
  const figure = figures.get(state.map);
  if (!figure) return;
  one("#kaart_titel").textContent = fill(data.words.of_year, { figure: figure.short, year: figure.year });
  one(".kx-beside").textContent = figure.beside;
  one(".kx-legend").replaceChildren(...figure.classes.map((name, place) => made("li", name, `kx-class-${place}`)));
  for (const tile of tiles) {
    const area = areas.get(tile.dataset.area);
    const own = area.figures[figure.id];
    for (let place = 0; place < 5; place++) tile.classList.toggle(`kx-class-${place}`, own.class === place);
    tile.classList.toggle("kx-poor", !!own.poor);
    tile.classList.toggle("kx-off", !fits(area));
    one("button", tile).setAttribute("aria-pressed", String(state.chosen.includes(area.id)));
    one("b", tile).textContent = own.text;
    one(".kw-unseen", tile).textContent = own.poor ? ` (${data.words.poor})` : "";
  }
}

// The list ---------------------------------------------------------------------------------------------

function makeList() {
  const table = one(".kx-figures");
  table.classList.replace("kw-cards", "kx-ready");
  one("thead tr", table).prepend(made("td"));
  for (const row of all("tbody tr", table)) {
    const box = made("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", fill(data.words.pick, { area: areas.get(row.dataset.area).name }));
    box.addEventListener("change", () => toggle(row.dataset.area));
    const cell = made("td");
    cell.append(box);
    row.prepend(cell);
  }
  for (const head of heads) {
    const button = made("button", head.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      state.down = state.order === head.dataset.order && !state.down;
      state.order = head.dataset.order;
      draw();
    });
    head.replaceChildren(button);
  }
}

function before(a, b) {
  const byName = a.name.localeCompare(b.name, document.documentElement.lang);
  if (state.order === "naam") return state.down ? -byName : byName;
  const [x, y] = [a.figures[state.order].sort, b.figures[state.order].sort];
  if (x === null || y === null) return (x === null) - (y === null) || byName;  // what is missing comes last
  return (state.down ? y - x : x - y) || byName;
}

function fits(area) {
  const wanted = plain(state.search.trim());
  return (
    plain([area.name, area.municipality, area.aliases].join(" ")).includes(wanted) &&
    (!state.theme || area.themes.includes(state.theme)) &&
    (!state.study || area.studies.includes(state.study))
  );
}

function drawList() {
  const inOrder = [...data.areas].sort(before);
  for (const body of all(".kx-figures > tbody, .kx-studies > tbody")) {
    const rows = new Map([...body.rows].map((row) => [row.dataset.area, row]));
    const focus = document.activeElement;
    const wanted = inOrder.map((area) => rows.get(area.id));
    if (wanted.some((row, place) => row !== body.rows[place])) {
      body.append(...wanted);
      if (body.contains(focus)) focus.focus();
    }
    for (const row of wanted) {
      const chosen = state.chosen.includes(row.dataset.area);
      row.hidden = !fits(areas.get(row.dataset.area));
      row.classList.toggle("kx-picked", chosen);
      for (const box of all("input", row)) box.checked = chosen;
      if (row.closest(".kx-figures")) {
        all(".num", row).forEach((cell, place) => cell.classList.toggle("kx-now", data.columns[place] === state.map));
      }
    }
  }
  for (const head of heads) {
    head.classList.toggle("kx-now", [state.map, "naam"].includes(head.dataset.order));
    head.removeAttribute("aria-sort");
    if (head.dataset.order === state.order) {
      head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    }
  }
  const n = data.areas.filter(fits).length;
  say("shown", fill(data.words.shown, { n, all: data.areas.length }));
}

// A comparison -----------------------------------------------------------------------------------------

function compared(area, number) {
  const head = made("th");
  head.scope = "col";
  head.append(signed(number, linked(area)));
  if (area.poor) head.append(" ", made("small", `(${data.words.poor})`));
  return head;
}

function signed(number, text, name = "span") {
  const part = made(name, "", "kx-signed");
  part.append(sign(number), " ", text);
  return part;
}

function reading(own, number) {
  const cell = made("td");
  cell.append(signed(number, own.text, "b"));
  if (own.limits) cell.append(" ", made("small", `(${own.limits})`));
  return cell;
}

function strip(figure, owns, withTicks) {
  const cell = made("td", "", "kx-strip");
  const frame = made("div");
  const [low, high] = [figure.ticks[0].at, figure.ticks.at(-1).at];
  const percent = (at) => `${(100 * (at - low)) / (high - low)}%`;
  const put = (element, at) => {
    element.style.left = percent(at);
    frame.append(element);
  };
  frame.setAttribute("aria-hidden", "true");  // the numbers stand in the cells beside it
  frame.classList.add(`kx-lanes-${owns.length}`);
  if (withTicks) cell.classList.add("kx-with-ticks");
  for (const tick of figure.ticks) put(made("i", withTicks ? tick.text : "", tick.at === high ? "kx-end" : ""), tick.at);
  if (figure.nl) put(made("span", "", "kx-line"), figure.nl.at);
  owns.forEach((own, number) => {
    if (own.at === null) return;
    const bar = made("span", "", `kx-bar kx-lane-${number}`);
    bar.style.width = `${(100 * (own.to - own.from)) / (high - low)}%`;
    put(bar, own.from);
    const mark = sign(number);
    mark.classList.add(`kx-lane-${number}`);
    put(mark, own.at);
  });
  cell.append(frame);
  return cell;
}

function comparison(figure, chosen, withTicks) {
  const row = made("tr");
  const head = made("th", figure.short);
  head.scope = "row";
  head.append(" ", made("small", [figure.year, figure.better].filter(Boolean).join(". ")));
  const owns = chosen.map((area) => area.figures[figure.id]);
  row.append(head, strip(figure, owns, withTicks), ...owns.map(reading));
  row.append(figure.nl ? reading(figure.nl, "nl") : made("td"));
  return row;
}

function said(name, texts) {
  const row = made("tr", "", "kx-said");
  const head = made("th", name);
  head.scope = "row";
  row.append(head, made("td", "", "kx-strip"));
  texts.forEach((text, number) => {
    const cell = made("td");
    cell.append(sign(number), " ", text);
    row.append(cell);
  });
  row.append(made("td"));
  return row;
}

function drawComparison() {
  const chosen = state.chosen.map((id) => areas.get(id));
  one(".kx-chosen").hidden = !chosen.length;
  if (!chosen.length) return;
  const nl = made("th");
  nl.scope = "col";
  nl.append(signed("nl", data.words.nl));
  const head = one(".kx-beside-table thead tr");
  head.replaceChildren(...[...head.children].slice(0, 2), ...chosen.map(compared), nl);
  const scale = (figure) => figure?.ticks.map((tick) => tick.text).join();
  const rows = data.figures.map((figure, place) =>
    comparison(figure, chosen, scale(figure) !== scale(data.figures[place - 1]))
  );
  const sizes = chosen.map((area) => area.figures[data.size] ?? { text: "", limits: "" });
  rows.push(said(data.words.size, sizes.map((own) => (own.limits ? `${own.text} (${own.limits})` : own.text))));
  rows.push(said(data.words.fit_head, chosen.map((area) => area.fit)));
  one(".kx-beside-table tbody").replaceChildren(...rows);
  const button = one(".kx-alike");
  button.hidden = !chosen[0].alike.some((id) => !state.chosen.includes(id));
  button.textContent = fill(data.words.alike, { area: chosen[0].name });
}

// What a reader does -----------------------------------------------------------------------------------

const spoken = { shown: "", chosen: "" };
function say(kind, text) {
  spoken[kind] = text;
  one("output", form).textContent = Object.values(spoken).filter(Boolean).join(" · ");
}

function toggle(id) {
  const chosen = state.chosen.includes(id);
  if (!chosen && state.chosen.length === data.most) {
    draw();
    say("chosen", fill(data.words.too_many, { most: data.most }));
    return;
  }
  choose(chosen ? state.chosen.filter((other) => other !== id) : [...state.chosen, id]);
}

function choose(ids) {
  state.chosen = ids;
  draw();
  const names = ids.map((id) => areas.get(id).name).join(", ");
  say("chosen", ids.length ? fill(data.words.chosen, { areas: names }) : data.words.none_chosen);
}

function draw() {
  for (const [name, key] of [["kaart", "map"], ["zoek", "search"], ["thema", "theme"], ["studie", "study"]]) {
    const field = form.elements[name];
    if (field.value !== state[key]) field.value = state[key];
  }
  drawMap();
  drawList();
  drawComparison();
  write();
}

form.addEventListener("input", () => {
  state.map = form.elements.kaart.value;
  state.search = form.elements.zoek.value;
  state.theme = form.elements.thema.value;
  state.study = form.elements.studie.value;
  draw();
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  [state.search, state.theme, state.study] = ["", "", ""];
  draw();
});
form.addEventListener("submit", (event) => event.preventDefault());
one(".kx-alike").addEventListener("click", () => {
  const [first] = state.chosen;
  choose([first, ...areas.get(first).alike].slice(0, data.most));
  if (one(".kx-alike").hidden) one(".kx-clear").focus();
});
one(".kx-clear").addEventListener("click", () => {
  choose([]);
  form.elements.kaart.focus();
});
addEventListener("hashchange", () => {
  if (!location.hash.includes("=")) return;  // a link within the page
  read();
  draw();
});

for (const part of all(".kx-scripted")) part.hidden = false;
form.hidden = false;
makeTiles();
makeList();
read();
one("details", form).open = !!(state.theme || state.study);
draw();
