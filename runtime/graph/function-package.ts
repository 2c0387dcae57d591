/** A user function as it is sent to a worker, once: text and what it captures. Plain data. */

export type Capture =
  /** A structured clone. */
  | { readonly kind: "value"; readonly value: unknown }
  /** Another function, by id. */
  | { readonly kind: "function"; readonly id: string }
  | { readonly kind: "module"; readonly url: string; readonly export: string }
  /** The scope object of a cell file, with the members that are used. */
  | { readonly kind: "scope"; readonly members: Readonly<Record<string, Capture>> };

export interface FunctionPackage {
  /** The id of its FunctionRef. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly captures: Readonly<Record<string, Capture>>;
}
