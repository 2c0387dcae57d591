/** What a worker process and the one that started it say to each other. Large blocks go by file, all else by message. */

import type { FunctionPackage } from "../../graph/function-package.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Failure } from "../threads/protocol.ts";

/** Bytes up to which a block goes with a message. */
export const BY_MESSAGE = 32 * 1024;

/** A block outside of the worker that made it. */
export type Sent = Uint8Array | { readonly file: string; readonly bytes: number };

export type ToWorker =
  | { readonly type: "start"; readonly index: number; readonly memoryLimit: number; readonly folder: string }
  | {
      readonly type: "open";
      readonly run: number;
      readonly graph: Graph;
      readonly outputs: readonly number[];
      readonly functions: readonly FunctionPackage[];
      readonly resources: readonly (readonly [hash: string, value: Sent])[];
    }
  | { readonly type: "task"; readonly run: number; readonly task: number; readonly inputs: readonly (readonly [task: number, block: Sent])[] }
  /** Somebody else needs the block: it is to be written to its file. */
  | { readonly type: "export"; readonly run: number; readonly task: number }
  | { readonly type: "forget"; readonly run: number; readonly tasks: readonly number[] }
  | { readonly type: "close"; readonly run: number };

export type FromWorker =
  | { readonly type: "hello" }
  | { readonly type: "started"; readonly run: number; readonly task: number; readonly at: number }
  | {
      readonly type: "done";
      readonly run: number;
      readonly task: number;
      readonly start: number;
      readonly end: number;
      readonly bytes: number;
      readonly read: number;
      readonly written: number;
      readonly steps: readonly number[];
      /** Undefined: it stays in the worker. */
      readonly block: Sent | undefined;
    }
  | { readonly type: "failed"; readonly run: number; readonly task: number; readonly at: number; readonly failure: Failure }
  | { readonly type: "exported"; readonly run: number; readonly task: number; readonly block: Sent }
  | { readonly type: "closed"; readonly run: number };
