import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileFile } from "../../protocol/profile.ts";
import { SessionClient } from "../support/session-client.ts";

let session: SessionClient;
beforeAll(async () => void (session = await SessionClient.start()), 30_000);
afterAll(() => session.close());

const text = (...cells: string[]) => `// set-up\n${cells.map((cell, i) => `// %% ${i + 1}\n${cell}\n`).join("\n")}`;

describe("cells", () => {
  it("keep state, give the last expression, and blank types", async () => {
    const source = text(
      "const x: number = 20;\nfunction twice(n: number): number { return n * 2; }",
      "interface P { a: number }\nconst p: P = { a: twice(x) };\np.a + 2",
    );
    expect((await session.run(source, 1)).outcome).toBe("ok");
    expect((await session.run(source, 2)).results).toMatchObject([{ kind: "value", text: "42" }]);
  });
  it("print, and await at the top level", async () => {
    const { output, results } = await session.run(text('console.log("hello");\nawait Promise.resolve("done")'), 1);
    expect(output).toBe("hello\n");
    expect(results).toMatchObject([{ text: "done" }]);
  });
  it("import modules of the workspace, and see them change", async () => {
    writeFileSync(path.join(session.folder, "hubs.ts"), "export const hub: string = 'ATL';");
    const source = text('import { hub } from "./hubs.ts";', "hub");
    await session.run(source, 1);
    expect((await session.run(source, 2)).results).toMatchObject([{ text: "ATL" }]);
    writeFileSync(path.join(session.folder, "hubs.ts"), "export const hub: string = 'ORD';");
    await session.run(source, 1);
    expect((await session.run(source, 2)).results).toMatchObject([{ text: "ORD" }]);
  });
  it("run collections on worker threads, tell of tasks, and leave a profile", async () => {
    const source = text(
      'import * as db from "bask/bag";\nconst limit = 2;\nconst big = db.range(10, { npartitions: 2 }).filter((x: number) => x > limit).map((x: number) => x * 10);',
      "await big.sum().compute()",
    );
    await session.run(source, 1);
    const { results, messages, outcome, error } = await session.run(source, 2);
    expect({ outcome, error }).toMatchObject({ outcome: "ok" });
    expect(results).toMatchObject([{ text: "420" }]);
    const graph = messages.find(message => message.type === "graph");
    expect(graph).toMatchObject({ view: { level: "collections" } });
    expect(messages.find(message => message.type === "profile")).toMatchObject({ profile: { tasks: expect.any(Number) as number } });
    const folder = path.join(session.folder, "cache", "profiles");
    const profile = JSON.parse(readFileSync(path.join(folder, readdirSync(folder)[0]!), "utf8")) as ProfileFile;
    expect(profile.file).toBe(session.file);
    expect(profile.runs.at(-1)).toMatchObject({ cell: 2 });
    const sites = profile.runs.at(-1)!.layers.flatMap(layer => layer.sites);
    expect(sites).toContainEqual({ file: session.file, line: 7, character: 10, occurrence: 0 });
  });
});

describe("errors", () => {
  it("a cell with a syntax error says where, and the state stays", async () => {
    const source = text("const kept = 1;", "const broken = ;", "kept");
    await session.run(source, 1);
    const { outcome, error } = await session.run(source, 2);
    expect(outcome).toBe("error");
    expect(error).toMatchObject({ name: "SyntaxError", frames: [{ file: session.file, line: 5 }] });
    expect((await session.run(source, 3)).results).toMatchObject([{ text: "1" }]);
  });
  it("a throw has the user's line and column", async () => {
    const { error } = await session.run(text("const a: number = 1;\nfunction fail(n: number): never { throw new RangeError(`no ${n}`); }\nfail(a);"), 1);
    expect(error).toMatchObject({
      name: "RangeError",
      message: "no 1",
      frames: [
        { file: session.file, line: 3, character: 40 },
        { line: 4, character: 0 },
      ],
    });
  });
  it("a throw in a worker leads to the lambda's line, with the task's key", async () => {
    const source = text(
      'import * as db from "bask/bag";\nconst bag = db.range(4, { npartitions: 2 }).map((x: number) => {\n  if (x > 2) throw new Error("too big");\n  return x;\n});\nawait bag.compute();',
    );
    const { error } = await session.run(source, 1);
    expect(error).toMatchObject({ name: "Error", message: "too big", task: { key: expect.stringMatching(/map-.*\(1\)/) as string } });
    expect(error!.frames[0]).toMatchObject({ file: session.file, line: 4 });
  });
  it("a name declared in two cells names both lines", async () => {
    const { error } = await session.run(text("const twice = 1;", "const twice = 2;"), 2);
    expect(error).toMatchObject({
      name: "SyntaxError",
      message: expect.stringMatching(/"twice" is declared in line 3 already/) as string,
      frames: [{ line: 5, character: 6 }],
    });
  });
  it("the cell that declares such a name first runs", async () => {
    const { error } = await session.run(text("const twice = 1;\ntwice;", "const twice = 2;"), 1);
    expect(error).toBeUndefined();
  });
  it("a capture that cannot travel names the variable", async () => {
    const source = text(
      'import * as db from "bask/bag";\nimport { Socket } from "node:net";\nconst socket = new Socket();\nawait db.range(2, { npartitions: 1 }).map((x: number) => [x, socket.destroyed]).compute();',
    );
    const { error } = await session.run(source, 1);
    expect(error).toMatchObject({ name: "CaptureError", message: expect.stringContaining('"socket"') as string });
  });
});

describe("interrupt keeps the state", () => {
  const cases: readonly (readonly [name: string, cell: string])[] = [
    ["an endless loop", "for (;;) {}"],
    ["an endless loop after an await", "await Promise.resolve(); for (;;) {}"],
    ["an endless loop in a timer callback", "setTimeout(() => { for (;;) {} }, 1); await new Promise(() => {});"],
    ["an endless loop in an interval", "setInterval(() => { for (;;) {} }, 1); await new Promise(() => {});"],
    ["waiting for ever in a loop", 'import { setTimeout as sleep } from "node:timers/promises";\nfor (;;) { ticks += 1; await sleep(5); }'],
    ["a promise that never settles", "await new Promise(() => {});"],
    ["an endless loop in a worker", 'import * as db from "bask/bag";\nawait db.range(2, { npartitions: 1 }).map(() => { for (;;) {} }).compute();'],
    ["endless microtasks", "for (;;) await null;"],
  ];
  it.each(cases)(
    "%s",
    async (_name, cell) => {
      const source = text(
        "let ticks = 0; const kept = 'kept';",
        cell,
        "kept + ticks.toFixed(0).length",
        'await import("bask/bag").then(db => db.range(4, { npartitions: 2 }).sum().compute())',
      );
      await session.run(source, 1);
      const { outcome } = await session.run(source, 2, () => setTimeout(() => session.send({ type: "interrupt" }), 150));
      expect(outcome).toBe("interrupted");
      expect((await session.run(source, 3)).results).toMatchObject([{ text: expect.stringMatching(/^kept\d$/) as string }]);
      expect((await session.run(source, 4)).results).toMatchObject([{ text: "6" }]);
    },
    20_000,
  );
  it("stops what waits for ever: nothing goes on in the background", async () => {
    const source = text("let count = 0;", "for (;;) { count += 1; await new Promise(resolve => setTimeout(resolve, 2)); }", "count");
    await session.run(source, 1);
    await session.run(source, 2, () => setTimeout(() => session.send({ type: "interrupt" }), 100));
    const first = (await session.run(source, 3)).results[0] as { text: string };
    await new Promise(resolve => setTimeout(resolve, 100));
    expect((await session.run(source, 3)).results[0]).toMatchObject({ text: first.text });
  });
});

describe("the process", () => {
  it("answers for variables while a cell is busy", async () => {
    const source = text("const answer = 42;", "for (;;) {}");
    await session.run(source, 1);
    const busy = session.run(source, 2, () => session.send({ type: "variables", request: 7, file: session.file }));
    const message = await session.wait(each => each.type === "variables" && each.request === 7);
    expect(message).toMatchObject({ variables: expect.arrayContaining([expect.objectContaining({ name: "answer", summary: "42" })]) as unknown });
    session.send({ type: "interrupt" });
    await busy;
  });
  it("refuses another protocol and names both", async () => {
    await expect(SessionClient.start({ protocol: 99 })).rejects.toThrow(/protocol 99 .* this session 1/);
  });
  it("goes when the editor goes", async () => {
    const other = await SessionClient.start();
    const exit = new Promise(resolve => other.child.once("exit", resolve));
    (other.child.stdio[3] as unknown as { destroy(): void }).destroy();
    await exit;
    await other.close();
  });
});
