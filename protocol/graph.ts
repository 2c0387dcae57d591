/** What is drawn: a graph of expressions or tasks as plain data. The static graph, the optimised one and a live run use the same type. */

/** Lines and characters count from 0, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Span {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/**
 * Where a call stands: the first character of the called name (`sum` in `x.sum()`), which is both what the engine reports in a stack
 * frame and what a syntax tree knows. `occurrence` counts repeated calls at one place (loops, functions called twice).
 */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly character: number;
  readonly occurrence: number;
}
export const siteKey = (site: Site): string => `${site.file}:${site.line}:${site.character}`;

/** makes: reads or creates; blockwise: block by block; reduces: many to fewer; moves: between blocks or to disk; function: the user's own. */
export type WorkKind = "makes" | "blockwise" | "reduces" | "moves" | "function";
export type TaskState = "waiting" | "ready" | "running" | "memory" | "spilled" | "released" | "erred" | "stale";
export type ValueKind = "array" | "bag" | "frame" | "series" | "scalar" | "delayed" | "unknown";

export interface GraphNode {
  /** Position in `GraphView.nodes`. */
  readonly id: number;
  /** `prefix-token`, what task keys begin with. */
  readonly name: string;
  readonly label: string;
  readonly work: WorkKind;
  readonly value: ValueKind;
  /** One line: `30 × 5 cols, 16 MB`. */
  readonly summary: string;
  /** Rows of the side pane: what it is. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Blocks along each axis; one number for bags and frames. */
  readonly blocks: readonly number[];
  /** null: not known. */
  readonly tasks: number | null;
  readonly bytes: number | null;
  readonly sites: readonly Site[];
  /** How it is made, in a sentence. */
  readonly how: string;
  /** The user's name of it, when it was assigned to one. */
  readonly variable?: string;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
}

export interface GraphView {
  readonly level: "collections" | "tasks";
  readonly optimized: boolean;
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Ids of the nodes that were asked for. */
  readonly outputs: readonly number[];
  readonly tasks: number | null;
}
