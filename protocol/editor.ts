/** What an editor may ask the language server beside what LSP has. */

import type { GraphView, Position } from "./graph.ts";

/** Of one lazy value, as plain data. null: not known. */
export interface LazyFacts {
  readonly kind: "array" | "bag" | "frame" | "series" | "scalar" | "delayed" | "unknown" | "value";
  /** Of an unknown: the reason. */
  readonly why?: string;
  /** What its task keys begin with. */
  readonly key?: string;
  readonly shape?: readonly (number | null)[];
  readonly chunks?: readonly ((number | null)[] | null)[];
  readonly dtype?: string | null;
  readonly npartitions?: number | null;
  readonly divisions?: readonly (string | number | boolean | null)[] | null;
  readonly columns?: readonly ColumnFacts[] | null;
  readonly index?: readonly ColumnFacts[];
  readonly tasks: number | null;
  readonly bytes: number | null;
  /** One line. */
  readonly text: string;
  /** Of a plain value. */
  readonly value?: unknown;
}
export interface ColumnFacts {
  readonly name: string;
  readonly dtype: string | null;
  readonly categories?: readonly string[];
}
export interface ProblemFacts {
  readonly code: string;
  readonly message: string;
  readonly severity: "error" | "warning" | "hint";
  readonly start: Position;
  readonly end: Position;
}
export interface CellFacts {
  readonly index: number;
  readonly title: string;
  readonly kind: "code" | "markdown";
  /** Of its marker. */
  readonly line: number;
  readonly collections: readonly (LazyFacts & { readonly name: string })[];
  /** Lazy values that stand as statements of their own. */
  readonly shown: readonly LazyFacts[];
  /** Calls that would run something. */
  readonly runs: readonly { readonly verb: string; readonly line: number; readonly exprs: readonly LazyFacts[] }[];
  readonly problems: readonly ProblemFacts[];
}
export interface Facts {
  readonly file: string;
  /** Every top-level name that holds a value, after the whole text. */
  readonly variables: Readonly<Record<string, LazyFacts>>;
  readonly cells: readonly CellFacts[];
  readonly problems: readonly ProblemFacts[];
}

export interface CellInfo {
  readonly index: number;
  readonly title: string;
  readonly kind: "code" | "markdown";
  readonly startLine: number;
  readonly endLine: number;
}

/** What a code cell is made of, as far as its results depend on it. Texts are digests: equal or not is all they say. */
export interface CellFlow {
  readonly index: number;
  /** Its syntax, with the functions and imports it uses: white space, comments and types do not count. */
  readonly own: string;
  /** Cells whose values it uses, or that change what it uses before it runs. */
  readonly inputs: readonly number[];
  /** The data files it reads: path, size and time of change; empty where it reads none, null where it is not known. */
  readonly data: string | null;
}
export interface FlowParams {
  readonly uri: string;
  /** Of this text, in place of the open one: the text that cells were asked to run with. */
  readonly text?: string;
}
export interface FlowAnswer {
  /** Of the document. */
  readonly version: number;
  readonly cells: readonly CellFlow[];
}

/** Why there is no answer, in a sentence. */
export interface NoAnswer {
  readonly problem: string;
}

export interface GraphParams {
  readonly uri: string;
  /** All cells where it is left out. */
  readonly cell?: number;
  readonly optimized: boolean;
  /** Of this text, in place of the open one: the text that a cell ran with. */
  readonly text?: string;
}
/** What one node of a collections graph takes with all it needs. */
export interface CostParams extends GraphParams {
  readonly name: string;
}
/** Expected before a run; null: not known. Bytes, and milliseconds. */
export interface NodeCost {
  readonly tasks: number | null;
  readonly read: number | null;
  readonly moved: number | null;
  readonly peak: number | null;
  /** By the clock, as earlier runs took. */
  readonly wall: number | null;
  /** Of all tasks together. */
  readonly work: number | null;
}
/** One node of a collections graph as its tasks. `name` is the node's. */
export interface TasksParams extends GraphParams {
  readonly name: string;
  /** Tasks to draw at most. */
  readonly limit?: number;
}
export interface TextParams {
  readonly uri: string;
}

export const REQUESTS = {
  /** GraphParams -> GraphView | NoAnswer */
  graph: "bask/graph",
  /** TasksParams -> GraphView | NoAnswer */
  tasks: "bask/tasks",
  /** CostParams -> NodeCost | NoAnswer */
  cost: "bask/cost",
  /** TextParams -> CellInfo[] */
  cells: "bask/cells",
  /** FlowParams -> FlowAnswer | NoAnswer */
  flow: "bask/flow",
  /** TextParams -> Facts | NoAnswer */
  facts: "bask/facts",
} as const;

export const NOTIFICATIONS = {
  /** To the server: { trusted } */
  trust: "bask/trust",
  /** To the server: { theme } */
  theme: "bask/theme",
  /** To the client: { uri } */
  profileChanged: "bask/profileChanged",
  /** To the client: { uri, version }: facts of this version are there. */
  analysed: "bask/analysed",
} as const;

export type GraphAnswer = GraphView | NoAnswer;
export type Theme = "dark" | "light" | "hc";

export interface InitializationOptions {
  /** Default true. */
  readonly trusted?: boolean;
  /** Runs leave their profiles in its folder `profiles`; the user's own cache where it is left out. */
  readonly cacheDir?: string;
  readonly theme?: Theme;
  /** How strict the rules are, by code, for clients without `workspace/configuration`. */
  readonly rules?: unknown;
  /** What relative paths start from; the file's own folder where it is left out. */
  readonly cwd?: string;
}

/** Commands that lenses and hovers name; the client registers them. Arguments in order. */
export const COMMANDS = {
  /** (uri, cell) */
  runCell: "bask.runCell",
  /** (uri, cell) */
  runAbove: "bask.runAbove",
  /** (uri, cell) */
  runBelow: "bask.runBelow",
  /** (uri, cell, name?) */
  visualizeGraph: "bask.visualizeGraph",
  /** (uri, cell) */
  showProfile: "bask.showProfile",
  /** (uri, line) */
  revealLine: "bask.revealLine",
} as const;
