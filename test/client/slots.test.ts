import { describe, expect, it } from "vitest";
import { splitCells } from "../../runtime/cells/split.ts";
import type { RunProfile } from "../../protocol/profile.ts";
import { follow } from "../../client/session/notebook.ts";
import { describe as describeValue, earlierSlots, lineEnd, slotsOf, slotState } from "../../client/session/slots.ts";
import { ended, jobs, message, notebook, play, ready } from "./fixtures.ts";

const text = "// %% Delay\nawait top.compute();\n\n// %% b\n2;\n";
const cells = jobs(text);
const table = { kind: "table" as const, id: "t", title: "", rows: 10, columns: [{ name: "delay", dtype: "float64" }], index: [], first: [] };
const profile: RunProfile = {
  run: 1,
  started: "",
  wall: 60,
  work: 100,
  workers: 2,
  tasks: 35,
  read: 0,
  peak: 41_000_000,
  layers: [],
  criticalPath: [],
  error: null,
};
const running = play([
  { type: "ask", jobs: [cells[1]!] },
  message(ready),
  message({
    type: "graph",
    run: 1,
    compute: 0,
    view: { level: "collections", optimized: true, title: "", nodes: [], edges: [], outputs: [], tasks: 35 },
    started: { run: 1, tasks: 35, layers: [] },
  }),
]).state;
const done = play(
  [
    message({ type: "result", run: 1, value: table }),
    message({ type: "profile", run: 1, compute: 0, profile }),
    message({ type: "cellEnded", run: 1, cell: 1, outcome: "ok", ms: 62 }),
  ],
  running,
).state;
const cellOf = (source: string) => notebook(source).cells[1]!.cell;

describe("the line after a cell", () => {
  const run = done.cells.get(cells[1]!.id)!;
  it("says what came out and what it cost", () => expect(lineEnd(cellOf(text), run)).toBe("✓ 10 rows · 35 tasks · 62 ms · peak 41.0 MB"));
  it("of a stale cell that it is from before", () =>
    expect(lineEnd(cellOf(text.replace("top", "bottom")), run)).toMatch(/^stale · 10 rows .* from before the edit$/));
  it("while it runs, how far it is", () => expect(lineEnd(cellOf(text), running.cells.get(cells[1]!.id)!)).toBe("running · 0 of 35 tasks"));
  it("of a failed one what was done", () => {
    const failed = play([ended(1, "error")], running).state.cells.get(cells[1]!.id)!;
    expect(lineEnd(cellOf(text), failed)).toBe("stopped after 5 ms · 0 of 35 tasks done");
  });
});

describe("slots", () => {
  it("stand in the order of the cells, one a cell that ran", () => {
    const both = play([{ type: "ask", jobs: [cells[2]!] }, ended(2)], done).state;
    expect(slotsOf(notebook(text), both.cells, () => null).map(slot => [slot.cell, slot.state])).toEqual([
      [1, "fresh"],
      [2, "fresh"],
    ]);
  });
  it("become stale with an edit and fresh again when it is undone", () => {
    const run = done.cells.get(cells[1]!.id)!;
    const edited = follow(notebook(text), splitCells(text.replace("top", "bottom")));
    expect(slotState(edited.cells[1]!.cell, run)).toBe("stale");
    const keys = (ran: string, present: string) => ({ ...run, ranKey: ran, presentKey: present });
    expect(slotState(edited.cells[1]!.cell, keys("a", "a"))).toBe("fresh");
    expect(slotState(follow(edited, splitCells(text)).cells[1]!.cell, keys("a", "b"))).toBe("stale");
    expect(slotState(follow(edited, splitCells(text)).cells[1]!.cell, run)).toBe("fresh");
  });
  it("keep the values before until the new run has some", () => {
    const again = play([{ type: "ask", jobs: [cells[1]!] }], done).state;
    const [slot] = slotsOf(notebook(text), again.cells, () => null);
    expect(slot).toMatchObject({ state: "running", values: [{ ...table, id: "1:t" }], ms: null });
  });
});

describe("a session that is gone", () => {
  const gone = play([{ type: "ended", code: 0, signal: null, lastWords: "" }], done).state;
  it("leaves its values, marked as of before", () => {
    const [slot] = slotsOf(notebook(text), gone.cells, () => null);
    expect(slot).toMatchObject({ state: "stale", earlier: true, values: [{ rows: 10 }] });
    expect(lineEnd(cellOf(text), gone.cells.get(cells[1]!.id)!)).toMatch(/^10 rows .* from an earlier session$/);
  });
  it("is forgotten by a cell that runs again", () => {
    const again = play([{ type: "ask", jobs: [cells[1]!] }, message(ready), ended(2)], gone).state;
    expect(slotsOf(notebook(text), again.cells, () => null)[0]).toMatchObject({ state: "fresh", earlier: false });
  });
  it("of a window that was reloaded, what cells of the same text showed", () => {
    const before = new Map(slotsOf(notebook(text), done.cells, () => null).map(slot => [slot.id, slot]));
    expect(earlierSlots(notebook(text), new Map(), before)).toMatchObject([{ cell: 1, state: "stale", earlier: true, values: [{ rows: 10 }] }]);
    expect(earlierSlots(notebook(text.replace("top", "bottom")), new Map(), before)).toEqual([]);
    expect(earlierSlots(notebook(text), done.cells, before)).toEqual([]);
  });
});

it("values are described in a few words", () => {
  expect(describeValue({ ...table, rows: 486_220, columns: Array.from({ length: 5 }, () => ({ name: "x", dtype: "int64" })) })).toBe(
    "486,220 rows × 5 columns",
  );
  expect(
    describeValue({
      kind: "array",
      id: "",
      title: "",
      dtype: "float64",
      shape: [20_000, 30],
      min: 0,
      max: 1,
      mean: 0,
      missing: 0,
      preview: [],
      sample: null,
      line: null,
    }),
  ).toBe("float64 [20,000 × 30]");
  expect(describeValue({ kind: "value", title: "", text: `${"x".repeat(80)}\nmore` })).toHaveLength(40);
});
