import { describe, expect, test } from "vitest";
import { cellHash, type ProfileFile } from "../../../protocol/profile.ts";
import { splitCells } from "../../../runtime/cells/split.ts";
import { measuredByPlace } from "../../../server/analysis/profiles.ts";
import { cursor, FLIGHTS, folderOf, hoverAt } from "./fixture.ts";

const da = `import * as da from "bask/array";\n`;
const ARRAYS = `${da}const x = da.random.normal(10, 0.1, { size: [20_000, 20_000], chunks: [1_000, 1_000] });\n`;

describe("before a run", () => {
  test("an array: chunks, block, size, tasks, predicted peak", async () => {
    const text = await hoverAt(`${ARRAYS}const cen$0tred = x.sub(x.mean());`);
    expect(text).toContain("`const centred: Array`&nbsp;&nbsp;float64 \\[20,000 × 20,000\\], lazy");
    for (const row of [
      "| chunks | 20 × 20 | of \\[1,000 × 1,000\\] |",
      "| block | 8 MB |  |",
      "| size | 3.2 GB |  |",
      "| tasks | 1,339 | with all it needs |",
      /\| peak \| 3\.\d GB \| on all cores \|/,
    ])
      expect(text).toMatch(row instanceof RegExp ? row : new RegExp(row.replaceAll(/[\\|[\].]/g, "\\$&")));
    expect(text).toContain("not run yet");
  });
  test("the picture of its chunks, where pictures are shown", async () => {
    const text = await hoverAt(`${ARRAYS}const cen$0tred = x.sub(x.mean());`, { html: true });
    const [, image] = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(text)!;
    const svg = Buffer.from(image!, "base64").toString();
    expect(svg).toContain("20,000");
    // As the array itself draws it, with the editor's colours.
    expect(svg).toMatch(/^<svg [^>]*width="118"[^>]*><title>\(20,000, 20,000\) in 20 × 20 chunks<\/title>/);
    expect(svg).toContain("#2f6ea8");
    expect(text).toContain('alt="20 by 20 blocks"');
  });
  test("a frame: its columns", async () => {
    const text = await hoverAt(`import * as dd from "bask/dataframe";\nconst fl$0ights = dd.readCsv("data/flights-*.csv");`, { folder: folderOf(FLIGHTS) });
    expect(text).toContain("const flights: DataFrame`&nbsp;&nbsp;2 partitions × 3 columns, lazy");
    for (const part of ["| delay | int64 |", "| origin | string |", "| partitions | 2 | divisions unknown |"]) expect(text).toContain(part);
  });
  test("a field of a row", async () => {
    const text = await hoverAt(
      `import * as dd from "bask/dataframe";\nconst flights = dd.readCsv("data/flights-*.csv");\nflights.assign({ late: r => r.del$0ay > 15 });`,
      { folder: folderOf(FLIGHTS) },
    );
    expect(text).toBe("`(column) delay: int64`");
  });
  test("a row of a frame", async () => {
    const text = await hoverAt(
      `import * as dd from "bask/dataframe";\nconst flights = dd.readCsv("data/flights-*.csv");\nflights.filter(r => r$0.delay > 15);`,
      { folder: folderOf(FLIGHTS) },
    );
    expect(text).toContain("(parameter) r: a row of a DataFrame");
    expect(text).toContain("| delay | int64 |");
  });
  test.each([
    ["const b$0 = db.fromSequence([1, 2, 3], { npartitions: 3 });", "const b: Bag`&nbsp;&nbsp;3 partitions, lazy"],
    ["const t = delayed((n: number) => n)(1); t$0;", "`t: Delayed`&nbsp;&nbsp;one value, lazy"],
    ["db.fromSequence([1]).m$0ap(n => n);", "`map: Bag`"],
    ["let b = db.range(4, { npartitions: 2 }); for (const k of [1, 2]) b = b$0.map(n => n);", "here one of several"],
    ["const { lines: li$0nes } = { lines: db.fromSequence([1]) };", "const lines: Bag"],
  ])("%s", async (text, expected) => expect(await hoverAt(`import * as db from "bask/bag"; import { delayed } from "bask";\n${text}`)).toContain(expected));
  test("delayed calls: how many of which, and how many wait for each other", async () => {
    const text = await hoverAt(
      `import { delayed } from "bask";\nconst inc = (n: number) => n + 1; const sum = (ns: number[]) => ns.length;\nconst total$0 = delayed(sum)([1, 2, 3].map(n => delayed(inc)(n)));`,
    );
    for (const row of ["| tasks | 4 | 3 × inc, 1 × sum |", "| longest chain | 2 |"]) expect(text).toContain(row);
  });
  test("what is not known says why", async () => {
    const text = await hoverAt(
      `import * as db from "bask/bag";\nlet b = db.fromSequence([1], { npartitions: 1 }); if (Math.random() > 0.5) b = b.map(n => n);\nb$0;`,
    );
    expect(text).toContain("| tasks | ? |");
    expect(text).toContain("Tasks are not known: it depends on a condition that is not known.");
  });
  test.each(["const n$0 = 5;", "$0", "import { delayed$0 } from 'bask';", "'te$0xt'", "// com$0ment"])("nothing over %s", async text =>
    expect(await hoverAt(text)).toBe(""),
  );
  test("no run without trust", async () => {
    expect(await hoverAt(`${da}const x$0 = da.ones([2], { chunks: 1 });`)).toContain("command:bask.runCell");
    expect(await hoverAt(`${da}const x$0 = da.ones([2], { chunks: 1 });`, { trusted: false })).not.toContain("command:bask.runCell");
  });
});

describe("after a run", () => {
  const ran = `${da}// %% One\nconst x = da.ones([10], { chunks: 5 });\n// %% Two\nawait x.sum().compute();\n`;
  const cells = splitCells(ran);
  const profile: ProfileFile = {
    version: 1,
    file: "/nowhere/test.ts",
    cells: cells.map(({ index, startLine, text }) => ({ index, startLine, hash: cellHash(text) })),
    runs: [
      {
        cell: 2,
        run: 1,
        started: "2026-01-02T03:04:05Z",
        wall: 62,
        work: 100,
        workers: 8,
        tasks: 3,
        read: 0,
        peak: 41_000_000,
        criticalPath: [],
        error: null,
        layers: [
          {
            name: "sum-1",
            names: ["sum-1", "ones-1"],
            label: "ones, sum",
            sites: [{ file: "/nowhere/test.ts", line: 4, character: 8, occurrence: 0 }],
            tasks: 2,
            done: 2,
            work: 75,
            bytes: 16,
            slowest: { key: "ones-add-sum-e11886fa901bf0df6332b683a780d855(1, 0)", ms: 50 },
            median: 37,
            spark: [25, 50],
          },
        ],
      },
    ],
  };
  const at = (marked: string) => hoverAt(marked, { html: false, measured: measuredByPlace(profile, splitCells(cursor(marked).text), "/nowhere/test.ts") });

  test("predicted and measured stand in one row", async () => {
    const text = await at(ran.replace("x.sum", "x.s$0um"));
    for (const row of [
      "|  | predicted | measured |  |",
      "| size | 8 B | 16 B |",
      "| tasks | 5 |",
      "| this call | 3 | 2 | tasks, fused: ones, sum |",
      "| time | ? | 75 ms | of 100 ms of work in 62 ms on 8 workers |",
      "| 41.0 MB | of the run |",
    ])
      expect(text).toContain(row);
    expect(text).toContain("median 37 ms, slowest (1, 0) 50 ms");
    expect(text).toMatch(/last run \d\d:04, cell 2/);
    expect(text).toContain("command:bask.showProfile");
  });
  test("an edit above moves it along, an edit in the cell ends it", async () => {
    expect(await at(`// a line more\n${ran.replace("x.sum", "x.s$0um")}`)).toContain("measured");
    expect(await at(ran.replace("await x.sum()", "void 0; await x.s$0um()"))).toContain("not run yet");
  });
  test("a name that is not known says why, and so does what is made of it", async () => {
    const before = `import * as da from "bask/array";\nimport * as db from "bask/bag";\nconst answer = await fetch("http://somewhere");\nconst files = await answer.json();\nconst n = process.env.N;\n`;
    const plain = async (text: string) => (await hoverAt(text)).replaceAll("\\", "");
    expect(await plain(`${before}const m = fi$0les.length;`)).toContain("because `answer` comes from the network");
    expect(await plain(`${before}const b$0 = db.fromSequence(files, { npartitions: files.length });`)).toContain("because `answer` comes from the network");
    expect(await plain(`${before}const x$0 = da.ones([n, 2], { chunks: 1 });`)).toContain("the environment is known when it runs");
    expect(await plain(`${before}const k$0 = 3;`)).toBe("");
  });
});
