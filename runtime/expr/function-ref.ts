/** A user function as data: what the editor knows from syntax and the run from the function value. */

export interface FunctionRef {
  readonly kind: "function";
  /** Content hash of source and what it captures: equal functions are equal inputs. */
  readonly id: string;
  /** `f.name`, or the variable's name, or `file:line`. */
  readonly name: string;
  /** JavaScript, types blanked in place. */
  readonly source: string;
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** Names it uses from around it, globals left out. */
  readonly captured: readonly string[];
  /** What captured names hold, of those that hold plain scalars and dates: what a row lambda's reading needs. */
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

export const isFunctionRef = (value: unknown): value is FunctionRef =>
  typeof value === "object" && value !== null && (value as FunctionRef).kind === "function" && "source" in value;
