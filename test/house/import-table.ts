/** Who may import whom, each row with its reason. docs/architecture.md tells it in prose; imports.test.ts holds the sources to it. */

export interface Row {
  /** Rooms whose values and types it may import. `runtime` means every room of the runtime. */
  readonly rooms: readonly string[];
  /** Rooms of which it may import types only: it handles their data and calls nothing of theirs. */
  readonly types?: readonly string[];
  /** Packages; `node:*` is Node's own modules, `*` anything the manifest has. Type-only imports of packages are free. */
  readonly packages?: readonly string[];
  readonly because: string;
}

/** Every room may import these: the words in which all of them fail, and the names of what a version declares and lacks. */
export const forEveryone: readonly string[] = ["runtime/errors.ts", "runtime/declared.ts"];

export const table: Readonly<Record<string, Row>> = {
  protocol: { rooms: [], because: "facts that cross a process line stand alone" },
  "runtime/errors.ts": { rooms: [], because: "anyone may throw, so it may need no one" },
  "runtime/make-folder.ts": {
    rooms: [],
    packages: ["node:*"],
    because: "one system call: blocks that spill, files that are written and processes need it alike",
  },
  "runtime/declared.ts": { rooms: [], because: "the names of the declarations as data: what is declared and not built says so by name" },
  "runtime/missing": { rooms: [], because: "generated: names that are declared and not built, each of which says so" },
  "runtime/meta": { rooms: [], because: "symbolic facts stand alone" },
  "runtime/ops": {
    rooms: ["runtime/meta"],
    types: ["runtime/expr", "protocol"],
    because: "symbols know no data; a row speaks of expressions only by their type",
  },
  "runtime/expr": {
    rooms: ["runtime/meta", "runtime/ops"],
    types: ["protocol"],
    packages: ["node:crypto"],
    because: "symbols know no data; printed keys alone need a cryptographic hash",
  },
  "runtime/lambda": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/meta"],
    packages: ["acorn"],
    because: "the run hands it a function's text, the editor the text it sees: both read the same expression out of it",
  },
  "runtime/collections": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/meta", "runtime/lambda", "runtime/values", "runtime/graph", "runtime/lower", "runtime/io"],
    types: ["protocol"],
    because: "the editor builds collections and must not be able to run them: `compute` is handed in; lowering is pure, and tells how many tasks a value has",
  },
  "the building faces": {
    rooms: ["runtime/collections", "runtime/io", "runtime/values", "runtime/meta"],
    because: "re-exports: `bask/bag` and the others without a way to run, which the editor loads too",
  },
  "runtime/optimize": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/meta", "runtime/graph", "runtime/lambda"],
    because: "two levels only, Expr and Graph; a row lambda is an expression that a pass may move",
  },
  "runtime/lower": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/meta", "runtime/graph", "runtime/lambda"],
    types: ["protocol"],
    because: "two levels only, Expr and Graph",
  },
  "runtime/graph": { rooms: ["runtime/meta", "protocol"], types: ["runtime/ops", "runtime/expr"], because: "task tables are plain data" },
  "runtime/memory": {
    rooms: ["runtime/meta", "runtime/values", "runtime/make-folder.ts", "protocol"],
    packages: ["node:*"],
    because: "block bookkeeping is plain data",
  },
  "runtime/profile": {
    rooms: ["runtime/meta", "runtime/graph", "runtime/make-folder.ts", "protocol"],
    packages: ["node:*"],
    because: "records of a run are plain data, written to a file",
  },
  "runtime/values": {
    rooms: ["runtime/meta"],
    packages: ["@uwdata/flechette", "node:util"],
    because: "a result in the user's hands is data that has left the engine",
  },
  "runtime/schedule": {
    rooms: ["runtime/graph", "protocol"],
    because: "the executor is passed in, so every backend shares one loop; no timers, no workers, no I/O",
  },
  "runtime/kernels": {
    rooms: ["runtime/meta", "runtime/memory", "runtime/values", "runtime/lambda"],
    types: ["runtime/expr", "runtime/ops"],
    packages: ["node:*", "wabt", "koffi"],
    because: "block functions are plain functions of blocks; they know no graph",
  },
  "runtime/executors": {
    rooms: [
      "runtime/graph",
      "runtime/kernels",
      "runtime/functions",
      "runtime/memory",
      "runtime/schedule",
      "runtime/profile",
      "runtime/meta",
      "runtime/values",
      "runtime/io",
      "runtime/make-folder.ts",
      "protocol",
    ],
    types: ["runtime/expr", "runtime/ops"],
    packages: ["node:*"],
    because: "the edge, where effects live",
  },
  "runtime/io": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/kernels", "runtime/meta", "runtime/memory", "runtime/values", "runtime/make-folder.ts"],
    packages: ["*", "node:*"],
    because: "a source is an Expr and a kernel; collections wrap what it gives",
  },
  "runtime/cells": {
    rooms: [],
    types: ["protocol"],
    packages: ["acorn", "amaro", "eslint-scope", "magic-string", "node:*"],
    because: "one analyser for editor, session and command line: what the editor says is what runs",
  },
  "runtime/functions": {
    rooms: ["runtime/lambda", "runtime/graph", "runtime/memory", "runtime/cells", "runtime/meta", "runtime/values"],
    types: ["runtime/expr", "protocol"],
    packages: ["*", "node:*"],
    because: "the only room that reads live functions",
  },
  "runtime/view": {
    rooms: ["runtime/expr", "runtime/ops", "runtime/meta", "runtime/graph", "runtime/lower", "runtime/optimize", "protocol"],
    because: "the same picture is drawn of the static graph and of the live run",
  },
  "runtime/session": {
    rooms: [
      "runtime/cells",
      "runtime/collections",
      "runtime/schedule",
      "runtime/executors",
      "runtime/functions",
      "runtime/profile",
      "runtime/values",
      "runtime/meta",
      "runtime/expr",
      "runtime/graph",
      "runtime/view",
      "runtime/run",
      "protocol",
    ],
    packages: ["*", "node:*"],
    because: "where user code meets the engine, in one process",
  },
  "runtime/run": {
    rooms: ["runtime", "protocol"],
    packages: ["*", "node:*"],
    because: "the composition root: the only place where building meets running",
  },
  "the public faces": {
    rooms: ["runtime", "protocol"],
    because: "re-exports; the server imports collections, never a face",
  },
  server: {
    rooms: [
      "protocol",
      "the building faces",
      "runtime/io",
      "runtime/cells",
      "runtime/collections",
      "runtime/lambda",
      "runtime/expr",
      "runtime/meta",
      "runtime/ops",
      "runtime/graph",
      "runtime/lower",
      "runtime/optimize",
      "runtime/schedule",
      "runtime/view",
      "runtime/profile",
      "runtime/values",
    ],
    packages: ["*", "node:*"],
    because: "never kernels, executors, functions, session: the language server cannot execute user code; schedule is pure and predicts peak memory",
  },
  cli: { rooms: ["runtime", "runtime/session", "server", "protocol"], packages: ["*", "node:*"], because: "thin: anything but the client" },
  "client/webview/shared/format.ts": {
    rooms: ["protocol"],
    because: "words and numbers that the extension and its views print alike: no vscode, no node, no document",
  },
  client: {
    rooms: ["protocol", "runtime/cells", "runtime/profile", "client/webview/shared/format.ts"],
    packages: ["vscode", "vscode-languageclient", "node:*"],
    because: "starts server and session as processes; finds the cells of open text with the one scan that everyone uses, and profiles in the one cache folder",
  },
  "client/webview": {
    rooms: ["protocol", "client/webview/shared/format.ts"],
    packages: ["preact", "@preact/signals", "@tanstack/virtual-core", "@hpcc-js/wasm-graphviz", "@vscode/codicons", "dompurify", "marked"],
    because: "browser code: no vscode, no node; what a result brings of its own HTML is cleaned there",
  },
};

/** Rooms that execute: nothing that the server loads may reach them, however far around. */
export const executing = ["runtime/kernels", "runtime/executors", "runtime/functions", "runtime/memory", "runtime/session", "runtime/run", "the public faces"];

export const faces = ["index", "array", "bag", "dataframe", "distributed", "ml"].map(face => `runtime/${face}.ts`);

export const buildingFaces = ["index", "array", "bag", "dataframe", "distributed", "ml"].map(face => `runtime/collections/${face}.ts`);
