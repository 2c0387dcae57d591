/**
 * Editor and session process. The process is spawned with `stdio: ["ignore", "pipe", "pipe", "pipe"]`; messages travel over file descriptor 3, a
 * two-way pipe, one JSON text a line (`wire.ts`): Node's own child process channel belongs to the main thread, which a busy cell blocks.
 * Lines and characters of the user's text count from 0.
 */

import type { GraphView, Site } from "./graph.ts";
import type { RunProfile, RunStarted, TaskEvent } from "./profile.ts";

/** One cell as it was when it was asked to run. */
export interface CellText {
  readonly file: string;
  readonly index: number;
  readonly title: string;
  /** First line of `text` in the document. */
  readonly startLine: number;
  readonly text: string;
}

export type ToSession =
  | { readonly type: "hello"; readonly protocol: number; readonly version: string; readonly cacheDir: string; readonly settings: SessionSettings }
  /** Cells run in the order in which they are asked. `documentVersion` and the whole text let later cells' names be known. */
  | { readonly type: "run"; readonly run: number; readonly cell: CellText; readonly documentVersion: number; readonly fileText: string }
  | { readonly type: "interrupt" }
  /** Rows `start` to `end` of a shown table. */
  | { readonly type: "rows"; readonly request: number; readonly result: string; readonly start: number; readonly end: number }
  | { readonly type: "variables"; readonly request: number; readonly file: string }
  | { readonly type: "shutdown" };

export interface SessionSettings {
  readonly workers?: number;
  readonly memoryLimit?: number;
  readonly scheduler?: "threads" | "sync";
}

export type FromSession =
  | {
      readonly type: "ready";
      readonly protocol: number;
      readonly version: string;
      readonly node: string;
      readonly pid: number;
      readonly bask: string;
      readonly workers: number;
    }
  | { readonly type: "refused"; readonly reason: string }
  | { readonly type: "cellStarted"; readonly run: number; readonly cell: number }
  /** What the cell printed. */
  | { readonly type: "output"; readonly run: number; readonly stream: "stdout" | "stderr"; readonly text: string }
  /** `display(value)` inside the cell, and its last expression. */
  | { readonly type: "result"; readonly run: number; readonly value: Shown }
  | { readonly type: "graph"; readonly run: number; readonly compute: number; readonly view: GraphView; readonly started: RunStarted }
  | { readonly type: "events"; readonly run: number; readonly compute: number; readonly events: readonly TaskEvent[] }
  | { readonly type: "profile"; readonly run: number; readonly compute: number; readonly profile: RunProfile }
  | {
      readonly type: "cellEnded";
      readonly run: number;
      readonly cell: number;
      readonly outcome: "ok" | "error" | "interrupted";
      readonly ms: number;
      readonly error?: CellError;
    }
  | { readonly type: "rows"; readonly request: number; readonly rows: readonly (readonly CellValue[])[] }
  | { readonly type: "variables"; readonly request: number; readonly variables: readonly Variable[] }
  | { readonly type: "state"; readonly state: "idle" | "running" | "interrupting" };

export type CellValue = string | number | boolean | null;

/** A value as the results panel shows it. Big ones come in pages: `id` asks for more rows. */
export type Shown =
  | {
      readonly kind: "table";
      readonly id: string;
      readonly title: string;
      readonly rows: number;
      readonly columns: readonly { readonly name: string; readonly dtype: string }[];
      readonly index: readonly string[];
      readonly first: readonly (readonly CellValue[])[];
    }
  | {
      readonly kind: "array";
      readonly id: string;
      readonly title: string;
      readonly dtype: string;
      readonly shape: readonly number[];
      /** Of the finite ones. */
      readonly min: number | null;
      readonly max: number | null;
      readonly mean: number | null;
      /** How many are NaN. */
      readonly missing: number;
      /** Corner values, at most 12 a side. */
      readonly preview: readonly (readonly CellValue[])[];
      /** A picture of the last two axes, sampled; null as a value is not finite. */
      readonly sample: { readonly rows: number; readonly columns: number; readonly values: readonly (number | null)[] } | null;
      /** Of one axis: least and greatest of each of up to 240 stretches. */
      readonly line: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] } | null;
    }
  | { readonly kind: "lazy"; readonly title: string; readonly text: string; readonly view: GraphView | null; readonly svg?: string }
  /** `type` where the text alone does not tell it. */
  | { readonly kind: "value"; readonly title: string; readonly text: string; readonly type?: string }
  | { readonly kind: "html" | "svg" | "markdown"; readonly title: string; readonly text: string };

export interface Frame {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly character: number;
}
/** The three levels of an error: the cell's line, the expression, the task. */
export interface CellError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Frames in the user's files, innermost first. */
  readonly frames: readonly Frame[];
  readonly inner: readonly string[];
  readonly expression?: Site;
  readonly task?: { readonly key: string; readonly block: readonly number[] | null; readonly inputs: readonly string[] };
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly summary: string;
}
