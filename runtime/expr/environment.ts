/**
 * What building needs from outside: files' metadata, functions as data, the site of the call, and a way to run. The run sets one for the
 * process; the editor sets its own around each call it evaluates. Building is synchronous, so that one variable is enough.
 */

import type { Site } from "../../protocol/graph.ts";
import { LazyValueError } from "../errors.ts";
import type { Expr } from "./expr.ts";
import type { FunctionRef } from "./function-ref.ts";
import type { Host } from "./host.ts";

export interface RunOptions {
  scheduler?: "threads" | "processes" | "sync" | object;
  numWorkers?: number;
  memoryLimit?: number | string;
  signal?: AbortSignal;
  progress?: boolean | ((state: { done: number; total: number; seconds: number; prefix: string }) => void);
  optimizeGraph?: boolean;
  retries?: number;
  priority?: number;
  rerunLocally?: boolean;
}
export const RUN_OPTIONS: readonly string[] = [
  "scheduler",
  "numWorkers",
  "memoryLimit",
  "signal",
  "progress",
  "optimizeGraph",
  "retries",
  "priority",
  "rerunLocally",
];

export interface Picture {
  toSvg(): Promise<string>;
  save(path: string): Promise<void>;
}

export interface Runner {
  /** Computes all in one run; `finish` makes the verb's result of the computed values. The editor records the call and gives an unknown. */
  compute<T>(exprs: readonly Expr[], options: RunOptions, finish: (values: readonly unknown[]) => T | Promise<T>): Promise<T>;
  /** The same expressions with their blocks computed and kept. */
  persist(exprs: readonly Expr[], options: RunOptions): Promise<Expr[]>;
  visualize(exprs: readonly Expr[], options: Record<string, unknown>): Promise<Picture>;
  /** Blocks one after another, few in memory: for iteration. */
  stream(node: Expr, options: RunOptions): AsyncIterable<unknown>;
}

export interface Environment {
  readonly host: Host;
  /** A function value (in the editor: its stand-in) as data. Throws CaptureError. */
  functionRef(f: unknown): FunctionRef;
  /** Whether a value is a function of the user: in the editor its stand-in is an object. */
  isFunction(value: unknown): boolean;
  /** What a user function gives for these arguments, to learn of its results while building; undefined if it fails. The editor calls nothing and has none. */
  readonly trial?: (f: unknown, args: readonly unknown[]) => unknown;
  /** The user's call that is being made. Of very `many` calls the run looks at the first ones only. */
  site(many?: boolean): Site | undefined;
  readonly runner: Runner;
  /** Something of the call works, but not well. The editor says so by its rules. */
  warn?(warning: Error): void;
}

let current: Environment | undefined;

export function environment(): Environment {
  if (current === undefined) throw new LazyValueError("no environment: import `bask` or one of its modules first");
  return current;
}
export function setEnvironment(next: Environment): void {
  current = next;
}
export function withEnvironment<T>(next: Environment, build: () => T): T {
  const before = current;
  current = next;
  try {
    return build();
  } finally {
    current = before;
  }
}
