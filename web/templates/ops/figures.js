"use strict";
// Asks for the figures every few seconds and draws them. What is asked once is kept as points
// {time, value by line name} for as long as a tile shows, also while other pages are looked at.
(() => {
const EVERY = 5000, WIDTH = 300, HEIGHT = 60, KEPT = "ops figures";
const SINCE = new Set(["failures", "alarms"]);
const box = document.getElementById("tiles"), state = document.getElementById("state");
const tiles = [...box.querySelectorAll("[data-tile]")].map((node) => ({
  node, id: node.dataset.tile, seconds: node.dataset.minutes * 60, names: node.dataset.lines.split(" "),
  paths: [],
}));
for (const tile of tiles) {
  const svg = tile.node.querySelector("output + svg");
  tile.paths = tile.names.map((_, index) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("class", `c${index}`);
    svg.append(path);
    return path;
  });
}

let kept = {lines: [], points: [], last: {}};
try {
  const stored = JSON.parse(sessionStorage.getItem(KEPT));
  if (Array.isArray(stored?.lines) && Array.isArray(stored?.points)) kept = {...stored, last: {}};
} catch { /* begin anew */ }
addEventListener("pagehide", () => {
  sessionStorage.setItem(KEPT, JSON.stringify({lines: kept.lines, points: kept.points}));
});

// Counters belong to one port; after a start they begin at 0, and nothing is said of that moment.
function point(now) {
  const made = {time: now.time, users: now.users, ...now.queues};
  const before = kept.last[now.port];
  kept.last = {...kept.last, [now.port]: now};
  const seconds = before ? now.time - before.time : 0;
  if (seconds <= 0) return made;
  for (const name of Object.keys(now.calls)) {
    const grown = now.calls[name] - before.calls[name];
    if (grown >= 0) made[name] = grown / seconds;
  }
  const calls = now.waited[1] - before.waited[1];
  if (calls >= 0) made.wait = calls ? (now.waited[0] - before.waited[0]) / calls * 1000 : 0;
  return made;
}

function take(now) {
  const longest = (minutes) => now.time - minutes * 60;
  kept.points = [...kept.points.filter((one) => one.time > longest(10)), point(now)];
  const known = new Set(kept.lines.map((one) => one.time));
  kept.lines = [...kept.lines, ...now.lines.filter((one) => !known.has(one.time))]
    .filter((one) => one.time > longest(121));
}

// Of a count that only grows: what was added between two lines.
function added(lines, name) {
  return lines.slice(1).map((one, index) => ({
    time: one.time, value: Math.max(0, one[name] - lines[index][name]),
  }));
}

function series(tile, name) {
  if (SINCE.has(tile.id)) return added(kept.lines, name);
  const live = tile.id === "users" ? kept.points.slice(-1) : kept.points;
  const long = tile.seconds > 600 ? kept.lines : [];
  return [...long, ...(tile.id === "users" || !long.length ? live : [])]
    .filter((one) => Number.isFinite(one[name])).map((one) => ({time: one.time, value: one[name]}));
}

function draw(tile, now) {
  const found = tile.names.map((name) => series(tile, name));
  const most = Math.max(1, ...found.flat().map((one) => one.value));
  found.forEach((points, index) => {
    const at = points.filter((one) => one.time >= now - tile.seconds).map(({time, value}) => {
      const x = WIDTH - (now - time) / tile.seconds * WIDTH, y = HEIGHT - 2 - value / most * (HEIGHT - 6);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    });
    tile.paths[index].setAttribute("d", at.length > 1 ? `M${at.join("L")}` : "");
  });
  const values = found.map((points) => SINCE.has(tile.id)
    ? points.reduce((sum, one) => sum + one.value, 0) : points.at(-1)?.value);
  tile.names.forEach((name, index) => {
    const node = tile.node.querySelector(`[data-value="${name}"]`);
    if (node) node.textContent = shown(values[index]);
  });
  const known = values.filter((value) => value !== undefined);
  const sum = known.length ? known.reduce((one, other) => one + other, 0) : undefined;
  tile.node.querySelector("output").textContent =
    shown(sum) + (tile.id === "wait" && sum !== undefined ? " ms" : "");
}

function shown(value) {
  if (value === undefined) return "–";
  return value.toLocaleString("en", {maximumFractionDigits: value < 10 ? 1 : 0});
}

function say(text, bad) {
  const node = document.createElement("li");
  node.textContent = text;
  if (bad) node.className = "bad";
  state.append(node);
}

function servers(now) {
  const words = state.dataset;
  state.replaceChildren();
  for (const [name, up] of Object.entries(now.up)) say(`${words[name]}: ${up ? words.up : words.down}`, !up);
  for (const [queue, [number, share]] of Object.entries(now.workers)) {
    say(`${words[queue] ?? queue}: ${words.workers} ${number}, ${words.busy} ${Math.round(share * 100)} %`, !number);
  }
}

let answered = new Date();
async function poll() {
  if (!document.hidden) {
    try {
      const since = kept.lines.at(-1)?.time ?? 0;
      const reply = await fetch(`${box.dataset.address}?since=${since}`, {
        headers: {Accept: "application/json"}, signal: AbortSignal.timeout(EVERY * 2),
      });
      if (reply.status === 401) return location.reload();
      const {errno, result} = await reply.json();
      if (!reply.ok || errno) throw new Error(`errno ${errno}`);
      answered = new Date();
      take(result);
      servers(result);
      for (const tile of tiles) draw(tile, result.time);
    } catch {
      state.replaceChildren();
      say(`${state.dataset.late} ${answered.toLocaleTimeString("sv-SE")}`, true);
    }
  }
  setTimeout(poll, EVERY);
}
poll();
})();
