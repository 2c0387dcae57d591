/** The views by themselves: a profile with blocks on disk, its replay and its comparison; big graphs; values of each kind. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { themes, until } from "./harness.mjs";
import { openViews } from "./view-page.mjs";

let views;
before(async () => {
  views = await openViews();
});
after(() => views?.close());

const site = (line, character = 4) => ({ file: "/w/arrays.ts", line, character, occurrence: 0 });
const layer = (name, label, first, size, line) => ({ name, names: [name], label, first, size, sites: [site(line)] });

/** 64 tasks that make blocks of 8 MB on four workers, and 64 that take one each; more is held than there is room for. */
function profileMessage() {
  const layers = [layer("normal-1", "normal", 0, 64, 3), layer("mean-2", "mean_chunk", 64, 64, 6)];
  const [start, end] = [new Float32Array(128), new Float32Array(128)];
  const [worker, bytes, released] = [new Int16Array(128), new Float64Array(128), new Float32Array(128)];
  const disk = [];
  for (let i = 0; i < 64; i++) {
    const slot = Math.floor(i / 4);
    [start[i], end[i], worker[i], bytes[i]] = [slot * 10 + (i % 4), slot * 10 + 9, i % 4, 8e6];
    [start[64 + i], end[64 + i], worker[64 + i], bytes[64 + i]] = [165 + slot * 7, 165 + slot * 7 + 4 + (i % 3), i % 4, 8e3];
    released[i] = end[64 + i];
    released[64 + i] = 300;
    if (i >= 24 && i < 48) disk.push([end[i] + 1, i, 1], [start[64 + i] - 2, i, 0]);
  }
  const own = (name, label, line, work, size) => ({
    name,
    names: [name],
    label,
    sites: [site(line)],
    tasks: 64,
    done: 64,
    work,
    bytes: 64 * size,
    slowest: { key: `${name}-3`, ms: work / 40 },
    median: work / 64,
    spark: [],
  });
  const profile = {
    run: 1,
    started: "2026-01-02T14:06:31.000Z",
    wall: 300,
    work: 900,
    workers: 4,
    tasks: 128,
    read: 0,
    written: 0,
    spilled: 192e6,
    readBack: 192e6,
    peak: 320e6,
    layers: [own("normal-1", "normal", 3, 560, 8e6), own("mean-2", "mean_chunk", 6, 340, 8e3)],
    criticalPath: [
      { key: "normal-1(3)", ms: 9 },
      { key: "mean-2(3)", ms: 6 },
    ],
    error: null,
  };
  const shown = {
    compute: 2,
    profile,
    layers,
    kinds: ["makes", "reduces"],
    spans: { start, end, worker, bytes, released, disk: disk.sort((a, b) => a[0] - b[0]).flat() },
  };
  const run = (compute, isComparable, started) => ({ compute, cell: 2, title: "Column profile", started, isComparable });
  const runs = [run(1, true, "2026-01-02T14:01:02.000Z"), run(2, false, profile.started)];
  return { type: "profile", file: "/w/arrays.ts", runs, shown, compared: null, empty: null };
}

/** How many pixels of a part of a canvas are about the colour of a token; the part in shares of its size. */
const pixelsLike = (page, selector, token, [x0, y0, x1, y1]) =>
  page.evaluate(
    ({ selector: css, token: name, box }) => {
      const canvas = document.querySelector(css);
      const probe = document.createElement("span");
      probe.style.color = `var(${name})`;
      document.body.append(probe);
      const one = document.createElement("canvas").getContext("2d");
      one.fillStyle = getComputedStyle(probe).color;
      one.fillRect(0, 0, 1, 1);
      probe.remove();
      const [r, g, b] = one.getImageData(0, 0, 1, 1).data;
      const [left, top] = [Math.floor(box[0] * canvas.width), Math.floor(box[1] * canvas.height)];
      const { data } = canvas.getContext("2d").getImageData(left, top, Math.ceil(box[2] * canvas.width) - left, Math.ceil(box[3] * canvas.height) - top);
      let found = 0;
      for (let i = 0; i < data.length; i += 4)
        if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) found++;
      return found;
    },
    { selector, token, box: [x0, y0, x1, y1] },
  );

test("a profile draws what is on disk, plays a run again, and compares two", async () => {
  const view = await views.open("profile");
  const message = profileMessage();
  await view.post(message);
  const { page } = view;
  await page.locator(".timeline canvas").waitFor();
  await until(async () => (await pixelsLike(page, ".timeline canvas", "--bask-spilled", [0.1, 0.5, 1, 1])) > 400, { what: "the hatched part of the memory" });
  await page.locator(".sum", { hasText: /192 MB\s*to disk, 192 MB read back/ }).waitFor();
  const slider = page.locator("#moment");
  await slider.evaluate(each => {
    each.value = "130";
    each.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.locator(".replay .said", { hasText: /^\d+ tasks done, \d+ running, \d+ blocks on disk$/ }).waitFor();
  await until(async () => (await view.posted("replay")).some(({ at, open }) => Math.abs(at - 130) < 1 && !open), { what: "the moment told to the extension" });
  await until(async () => (await pixelsLike(page, ".timeline canvas", "--bask-accent", [0, 0, 1, 1])) > 100, { what: "the line of the moment" });
  const stood = Number(await slider.inputValue());
  await page.getByRole("button", { name: "The next event" }).click();
  await until(async () => Number(await slider.inputValue()) > stood, { what: "the slider moves on" });
  await page.getByRole("button", { name: "Show in graph" }).click();
  await until(async () => (await view.posted("replay")).some(({ open }) => open), { what: "the graph asked for" });
  await page.locator("#compare").selectOption("1");
  await until(async () => (await view.posted("compareWith")).some(({ compute }) => compute === 1), { what: "the other run asked for" });
  const { profile } = message.shown;
  await view.post({
    ...message,
    compared: { compute: 1, profile: { ...profile, wall: 400, spilled: 0, layers: profile.layers.map(each => ({ ...each, work: each.work * 2 })) } },
  });
  await page.locator(".compare tr", { hasText: /time.*400 ?ms.*300 ?ms.*−25 %/ }).waitFor();
  await page.locator(".compare tr", { hasText: /mean_chunk.*680 ?ms.*340 ?ms.*−50 %/ }).waitFor();
  for (const name of Object.keys(themes)) {
    await view.theme(name);
    await view.shot(`views-profile-${name}`);
  }
  assert.deepEqual(view.errors, []);
});

const node = (id, name, label, work, tasks, line, blocks) => ({
  id,
  name,
  label,
  work,
  value: "array",
  summary: `[${tasks}] float64`,
  facts: [["chunks", String(tasks)]],
  blocks,
  tasks,
  bytes: tasks * 8000,
  sites: [site(line)],
  how: "",
});
const graphMessage = (view, nodes, edges) => ({
  type: "graph",
  file: "/w/arrays.ts",
  cell: 1,
  optimized: false,
  whole: false,
  before: null,
  empty: null,
  view: {
    level: "collections",
    optimized: false,
    title: "",
    nodes,
    edges,
    outputs: [nodes.length - 1],
    tasks: nodes.reduce((all, each) => all + each.tasks, 0),
  },
  settings: { worker: view.worker, deadline: 2000, followCursor: true },
});

test("a graph of many expressions has its minimap: where it shows, and a way to move", async () => {
  const view = await views.open("graph");
  const { page } = view;
  const many = Array.from({ length: 400 }, (_, i) => node(i, `add-${i}`, `add ${i}`, i === 0 ? "makes" : "blockwise", 16, i, [4, 4]));
  await view.post(
    graphMessage(
      view,
      many,
      many.slice(1).map((each, i) => ({ from: Math.max(0, i - (i % 7)), to: each.id })),
    ),
  );
  await page.locator(".picture .node").first().waitFor();
  const map = page.locator("svg.minimap");
  await map.waitFor();
  // One path holds a box for each node, and the frame is a part of the map.
  await until(async () => ((await map.locator("path.all").getAttribute("d"))?.match(/M/g)?.length ?? 0) === 400, { what: "a box for each node" });
  const frameOf = async () =>
    Object.fromEntries(await Promise.all(["x", "y", "width", "height"].map(async name => [name, Number(await map.locator("rect.frame").getAttribute(name))])));
  const before = await frameOf();
  assert.ok(before.width > 0 && before.width < 132 && before.height > 0, JSON.stringify(before));
  const box = await map.boundingBox();
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.5);
  await until(async () => (now => now.x !== before.x || now.y !== before.y)(await frameOf()), { what: "the frame moves to the click" });
  await view.shot("views-minimap");
  await page.keyboard.press("0");
  assert.deepEqual(view.errors, []);
});

test("a run of 100,000 tasks is tiles with their states, an error crossed", async () => {
  const view = await views.open("graph");
  const { page } = view;
  const nodes = [node(0, "fromArray-1", "fromArray", "makes", 60_000, 5, [60_000]), node(1, "mean-2", "mean_chunk", "reduces", 40_000, 13, [40_000])];
  const layers = [layer("fromArray-1", "fromArray", 0, 60_000, 5), layer("mean-2", "mean_chunk", 60_000, 40_000, 13)];
  await view.post(graphMessage(view, nodes, [{ from: 0, to: 1 }]));
  await page.locator(".picture .node").first().waitFor();
  const states = new Uint8Array(100_000);
  states.fill(5, 0, 30_000).fill(3, 30_000, 34_000).fill(4, 34_000, 36_000).fill(2, 36_000, 36_004);
  states[41_234] = 6;
  await view.post({ type: "live", live: { started: { run: 1, tasks: 100_000, layers }, states, begun: 0, ended: false } });
  await page.locator("svg.picture").focus();
  await page.keyboard.press("3");
  await page.locator(".node path.s-erred.tile").first().waitFor();
  for (const state of ["released", "memory", "spilled", "running", "waiting"]) await page.locator(`.node path.s-${state}.tile`).first().waitFor();
  await page.locator(".legend", { hasText: /released 30,000/ }).waitFor();
  await page.locator(".legend", { hasText: /spilled 2,000/ }).waitFor();
  await page.locator(".legend", { hasText: /erred 1/ }).waitFor();
  await page.locator(".legend", { hasText: /1 tile = \d+ tasks/ }).waitFor();
  // Few elements, however many tasks.
  assert.ok((await page.locator(".node path").count()) < 40);
  await page.locator(".node", { hasText: "mean_chunk" }).locator("text.m").click();
  for (const name of Object.keys(themes)) {
    await view.theme(name);
    await view.shot(`views-density-${name}`);
  }
  // A moment of a recorded run.
  await view.post({ type: "live", live: { started: { run: 1, tasks: 100_000, layers }, states, begun: 0, ended: false, replayed: 1310 } });
  await page.locator(".live", { hasText: "at 1.3 s" }).waitFor();
  assert.deepEqual(view.errors, []);
});

const slot = (cell, title, values, more = {}) => ({
  id: `/w/arrays.ts#${cell}`,
  cell,
  title,
  state: "fresh",
  ms: 62,
  summary: "",
  values,
  output: [],
  error: null,
  progress: null,
  peak: null,
  earlier: false,
  hash: "0",
  ...more,
});
const array = { kind: "array", id: "1:a", title: "", dtype: "float64", missing: 0, sample: null, line: null, preview: [[0, 1, 2]] };

test("values of each kind: a number, a line, a heat map with what is not a number, a lazy array", async () => {
  const view = await views.open("results");
  const { page } = view;
  const low = Array.from({ length: 240 }, (_, i) => (i > 100 && i < 120 ? null : Math.sin(i / 20) * 10 - 1));
  const heat = Array.from({ length: 48 * 96 }, (_, i) => (i % 96 > 60 && i % 96 < 66 ? null : Math.sin((i % 96) / 9) + Math.floor(i / 96) / 20));
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="90"><rect width="100" height="80" fill="#4a90d9"/></svg>';
  const graph = graphMessage(
    view,
    [node(0, "ones-1", "ones", "makes", 16, 3, [4, 4]), node(1, "add-2", "add", "blockwise", 16, 4, [4, 4])],
    [{ from: 0, to: 1 }],
  ).view;
  await view.post({
    type: "results",
    file: "/w/arrays.ts",
    empty: null,
    slots: [
      slot(1, "Number", [{ kind: "value", title: "", text: "2.5", type: "float64" }]),
      slot(2, "Line", [
        { ...array, shape: [24_000], min: -11, max: 12, mean: 0.4, missing: 19, line: { low, high: low.map(each => (each === null ? null : each + 2)) } },
      ]),
      slot(3, "Picture", [{ ...array, shape: [480, 960], min: -1, max: 3.3, mean: 1, missing: 2400, sample: { rows: 48, columns: 96, values: heat } }]),
      slot(4, "Lazy", [{ kind: "lazy", title: "", text: "Array<float64> [40 × 20]", view: graph, svg }]),
      slot(5, "Before", [{ kind: "value", title: "", text: "42" }], { state: "stale", earlier: true }),
    ],
  });
  await page.locator(".slot", { hasText: "Number" }).locator("pre.big", { hasText: "2.5" }).waitFor();
  const line = page.locator(".slot", { hasText: "Line" });
  await line.locator("svg path.line").waitFor();
  // A gap where nothing is a number: two pieces.
  assert.equal((await line.locator("svg path.line").getAttribute("d")).match(/M/g).length, 2);
  await line.locator("footer", { hasText: "19 NaN" }).waitFor();
  const drawn = ".heatmap canvas";
  await until(async () => (await pixelsLike(page, drawn, "--bask-nan", [0.6, 0, 0.72, 1])) > 100, { what: "what is not a number in its colour" });
  assert.equal(await pixelsLike(page, drawn, "--bask-nan", [0, 0, 0.5, 1]), 0);
  const lazy = page.locator(".slot", { hasText: "Lazy" });
  await lazy.locator("img").waitFor();
  await lazy.getByRole("button", { name: "ones" }).click();
  assert.deepEqual((await view.posted("reveal")).at(-1).site, site(3));
  await page.locator(".slot", { hasText: "Before" }).locator("header", { hasText: "from an earlier session" }).waitFor();
  for (const name of Object.keys(themes)) {
    await view.theme(name);
    await view.shot(`views-results-${name}`);
  }
  assert.deepEqual(view.errors, []);
});
