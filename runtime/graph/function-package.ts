/** A user function on its way to a worker: text and what it captures. Plain data, sent once, then named by its id. */

/** One thing a function uses from around it. */
export type Capture =
  /** What structured clone takes; `portable` where arrays, columns or tables in it were packed as plain data. */
  | { readonly kind: "value"; readonly value: unknown; readonly portable?: true | undefined }
  /** Another function, by the id of its package. */
  | { readonly kind: "function"; readonly id: string }
  /** An export of a module, "*" for the namespace. `url` is absolute, or bare as written and then resolved from the file `from`. */
  | { readonly kind: "module"; readonly url: string; readonly export: string; readonly from?: string | undefined }
  /** An object of which only these members are used: the scope of a file of cells. */
  | { readonly kind: "scope"; readonly members: Readonly<Record<string, Capture>> }
  /** A value that holds functions, or instances of the user's classes, made again of its parts. */
  | { readonly kind: "list" | "record"; readonly members: Readonly<Record<string, Capture>> }
  | { readonly kind: "instance"; readonly of: Capture; readonly members: Readonly<Record<string, Capture>> }
  /** Something every realm has: `Math.sin`. */
  | { readonly kind: "global"; readonly path: string }
  /** What belongs to a file rather than to its code: `require`, `import()`, `import.meta`. */
  | { readonly kind: "require" | "load" | "meta"; readonly from: string }
  /** The disposal stack of lowered `using`. */
  | { readonly kind: "using" };

export interface FunctionPackage {
  readonly id: string;
  readonly name: string;
  /** The text as the engine has it; for a method with its key blanked to `m`, same length. */
  readonly source: string;
  readonly form: "expression" | "method" | "get" | "set";
  readonly strict: boolean;
  readonly file?: string | undefined;
  /** Of the first character of `source`, from 1, in the code that ran. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly captures: Readonly<Record<string, Capture>>;
}
