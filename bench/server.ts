/** Latency of the language server over its protocol, as percentiles: a file of 2,000 lines with 125 cells, and one of 10,000 lines. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createMessageConnection, type MessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { formatBytes } from "../runtime/meta/format.ts";
import { memoryAfter, Typist, typing } from "./server-typing.ts";

/** Sixteen lines a cell: arrays, bags, delayed calls, a loop, functions. */
export function cellFile(cells: number): string {
  const lines = ['import { delayed } from "bask";', 'import * as da from "bask/array";', 'import * as db from "bask/bag";', ""];
  for (let i = 0; i < cells; i++) {
    lines.push(
      `// %% Cell ${i}`,
      `const x${i} = da.random.normal(${i}, 0.1, { size: [2_000, 2_000], chunks: [200, 200] });`,
      `const y${i} = x${i}.add(x${i}.T).get("::2", 500);`,
      `const m${i} = y${i}.sub(y${i}.mean()).mul(2).sum();`,
      `const lines${i} = db.fromSequence(Array.from({ length: 40 }, (_, k) => k * ${i}), { npartitions: 8 });`,
      `const big${i} = lines${i}`,
      `  .filter(n => n % 2 === 0)`,
      `  .map(n => ({ n, square: n ** 2 }))`,
      `  .pluck("square");`,
      `function inc${i}(n: number): number {`,
      `  return n + ${i};`,
      `}`,
      `const parts${i} = [];`,
      `for (let k = 0; k < 5; k++) parts${i}.push(delayed(inc${i})(k));`,
      `const all${i} = delayed((ns: number[]) => Math.max(...ns))(parts${i});`,
      "",
    );
  }
  return lines.join("\n");
}

interface Server {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
}

async function start(path: string, folder: string): Promise<Server> {
  const child = spawn(process.execPath, [path, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/semanticTokens/refresh", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "bench" }],
    capabilities: { workspace: { semanticTokens: { refreshSupport: true } } },
    initializationOptions: { cacheDir: folder },
  });
  await connection.sendNotification("initialized", {});
  return { child, connection };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** Each feature while someone types, and memory after 10,000 edits. */
export async function measureTyping(serverPath: string, rounds = 25, edits = 10_000, only = /./) {
  const folder = mkdtempSync(join(tmpdir(), "bask-bench-"));
  try {
    const { child, connection } = await start(serverPath, folder);
    const uri = pathToFileURL(join(folder, "typing.ts")).href;
    await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text: cellFile(125) } });
    await connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line: 5, character: 8 } });
    const target = { connection, uri, pid: child.pid! };
    const typist = new Typist(target, 1);
    const latencies = await typing(target, typist, rounds, only);
    const memory = await memoryAfter(target, typist, edits);
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    await new Promise(resolve => child.once("exit", resolve));
    connection.dispose();
    return { latencies, memory };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Latency {
  readonly what: string;
  readonly times: readonly number[];
}

export async function measure(serverPath: string, rounds = 200): Promise<Latency[]> {
  const folder = mkdtempSync(join(tmpdir(), "bask-bench-"));
  const found: Latency[] = [];
  const add = (what: string, times: readonly number[]) => found.push({ what, times });
  try {
    const begin = performance.now();
    const { child, connection } = await start(serverPath, folder);
    const text = cellFile(125);
    const uri = pathToFileURL(join(folder, "bench.ts")).href;
    const textDocument = { uri };
    const hover = (line: number) => connection.sendRequest("textDocument/hover", { textDocument, position: { line, character: 8 } });
    await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "typescript", version: 1, text } });
    await connection.sendRequest("textDocument/codeLens", { textDocument });
    add("start of the process to the first lens", [performance.now() - begin]);
    await hover(5);
    add("start of the process to the first hover", [performance.now() - begin]);
    const lines = text.split("\n");
    const declared = lines.map((line, i) => (/^const (x|y|m|lines|big|all)\d/.test(line) ? i : -1)).filter(line => line >= 0);
    const pick = (k: number) => declared[(k * 7919) % declared.length]!;
    for (let k = 0; k < 50; k++) await hover(pick(k));
    const warm: number[] = [];
    for (let k = 0; k < rounds; k++) warm.push(await timed(() => hover(pick(k))));
    add("hover, warm", warm);

    let version = 1;
    const edit = async (k: number) => {
      const line = pick(k * 31);
      await connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range: { start: { line, character: 0 }, end: { line, character: 0 } }, text: k % 2 === 0 ? " " : "" }],
      });
    };
    const after: number[] = [];
    const lenses: number[] = [];
    const folds: number[] = [];
    const facts: number[] = [];
    for (let k = 0; k < rounds; k++) {
      await edit(k);
      if (k % 4 === 0) after.push(await timed(() => hover(pick(k))));
      else if (k % 4 === 1) lenses.push(await timed(() => connection.sendRequest("textDocument/codeLens", { textDocument })));
      else if (k % 4 === 2) folds.push(await timed(() => connection.sendRequest("textDocument/foldingRange", { textDocument })));
      else facts.push(await timed(() => connection.sendRequest("bask/graph", { uri, cell: 1 + (k % 120), optimized: false })));
    }
    add("hover, right after an edit", after);
    add("lenses, right after an edit", lenses);
    add("folding, right after an edit", folds);
    add("graph of a cell, right after an edit (analysis of the whole file)", facts);
    const hints: number[] = [];
    for (let k = 0; k < 50; k++)
      hints.push(
        await timed(() =>
          connection.sendRequest("textDocument/inlayHint", {
            textDocument,
            range: { start: { line: k * 30, character: 0 }, end: { line: k * 30 + 50, character: 0 } },
          }),
        ),
      );
    add("hints of the visible lines", hints);

    const long = pathToFileURL(join(folder, "long.ts")).href;
    const longText = cellFile(625);
    add("lenses of a file of 10,000 lines, from its opening", [
      await timed(async () => {
        await connection.sendNotification("textDocument/didOpen", { textDocument: { uri: long, languageId: "typescript", version: 1, text: longText } });
        await connection.sendRequest("textDocument/codeLens", { textDocument: { uri: long } });
      }),
    ]);
    add("first hover in a file of 10,000 lines", [
      await timed(() => connection.sendRequest("textDocument/hover", { textDocument: { uri: long }, position: { line: 9_000, character: 8 } })),
    ]);
    await connection.sendRequest("shutdown");
    await connection.sendNotification("exit");
    await new Promise(resolve => child.once("exit", resolve));
    connection.dispose();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

const percentile = (times: readonly number[], p: number): string =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * p))]!.toFixed(1);

export async function run(serverPath = fileURLToPath(new URL("../dist/server.cjs", import.meta.url))): Promise<void> {
  console.log("Language server, ms: 2,000 lines in 125 cells\n");
  console.log(`${"".padEnd(70)}${"p50".padStart(9)}${"p95".padStart(9)}`);
  for (const { what, times } of await measure(serverPath))
    console.log(`${what.padEnd(70)}${percentile(times, 0.5).padStart(9)}${percentile(times, 0.95).padStart(9)}`);
  const { latencies, memory } = await measureTyping(serverPath);
  console.log("\nWhile typing, ms (p50 / p95) with so many ms between keys\n");
  console.log(`${"".padEnd(45)}${["10", "50", "150"].map(gap => gap.padStart(16)).join("")}`);
  const row = (name: string, times: Iterable<readonly number[]>) =>
    console.log(
      `${name.padEnd(45)}${[...times].map(each => (each.length === 0 ? "none" : `${percentile(each, 0.5)} / ${percentile(each, 0.95)}`).padStart(16)).join("")}`,
    );
  for (const { feature, times, answered } of latencies) {
    row(feature, times.values());
    if ([...times].some(([gap, all]) => answered.get(gap)!.length < all.length)) {
      row("  answers that say something", answered.values());
      console.log(`${"  so many of them".padEnd(45)}${[...times].map(([gap, all]) => `${answered.get(gap)!.length} / ${all.length}`.padStart(16)).join("")}`);
    }
  }
  if (memory !== undefined) console.log(`\nMemory of the server: ${formatBytes(memory.before)}, after 10,000 edits ${formatBytes(memory.after)}`);
}
