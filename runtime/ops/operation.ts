/** One operation is one row: what it infers, how it becomes tasks, and, if it is element by element, its scalar form as data. */

import type { ValueKind, WorkKind } from "../../protocol/graph.ts";
import type { Meta } from "../meta/meta.ts";

/** Settings by name: plain data, FunctionRef and Constant included. */
export type Params = Readonly<Record<string, unknown>>;

/** How an expression becomes tasks, as data; `lower/` has one file a form. */
export type Lowering =
  /** A task a block that reads nothing but its index and `params` (and `params.parts[i]` where there is a list of parts). */
  | { readonly as: "source"; readonly kernel: string }
  /** Block i of the output from block i of each input; arrays broadcast by trailing axes, a single value goes to every block. */
  | { readonly as: "blockwise"; readonly kernel: string }
  /** `chunk` on every block, `combine` on groups of `splitEvery`, `aggregate` on the last group. Kernels get the group as a list of blocks. */
  | { readonly as: "tree"; readonly chunk: string; readonly combine: string; readonly aggregate: string; readonly splitEvery: number }
  /** One task, of all blocks of all inputs in order; tasks of one prefix share a layer. For delayed calls, of which there may be very many. */
  | { readonly as: "call"; readonly kernel: string }
  /** A form of its own in `lower/`, found by this name. */
  | { readonly as: "custom"; readonly form: string };

/**
 * The scalar form of an element by element operation: a name every generator knows (`add`, `sqrt`, `where` ...). Kernels read it: the SIMD
 * generator, the plain loop, and the column kernels of frames.
 */
export interface ScalarForm {
  readonly code: string;
  readonly arity: number;
}

export interface Operation {
  readonly work: WorkKind;
  /** What it gives, when its meta cannot be inferred because an input is unknown. */
  readonly result: ValueKind;
  infer(inputs: readonly Meta[], params: Params): Meta;
  readonly lower: Lowering;
  readonly scalar?: ScalarForm;
  /** Key prefix where it is not the operation's name: the user's function, say. */
  prefix?(params: Params): string;
  /** What a graph node shows: `get "delay"`. */
  label?(params: Params): string;
  /** A sentence on how it is made, for the side pane. */
  how?(inputs: readonly Meta[], params: Params): string;
  /** True where `infer` itself deals with an Unknown input. */
  readonly acceptsUnknown?: boolean;
}

export type OperationTable = Readonly<Record<string, Operation>>;
