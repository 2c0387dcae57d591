/** Settings that several operations of frames share, as plain data. */

import type { FunctionRef } from "../expr/function-ref.ts";
import type { ColumnType } from "../meta/dtype.ts";
import type { Unknown } from "../meta/dim.ts";

/** A row lambda: read as a column expression, or the function to call row by row, or both where the dtypes of columns are not known yet. */
export interface Lambda {
  /** A ColumnExpr of `lambda/`. */
  readonly expr?: unknown;
  readonly function?: FunctionRef;
  /** For labels. */
  readonly text: string;
}

/** One column that `assign` makes: from a lambda, a constant, or input number `input` (a series, or a single value). */
export interface AssignSpec {
  readonly name: string;
  readonly lambda?: Lambda;
  readonly constant?: unknown;
  readonly input?: number;
  readonly dtype?: ColumnType | Unknown;
}

/** A key of a group-by: the column that holds it and the name it gives the index; "" is no name. */
export interface GroupKey {
  readonly column: string;
  readonly name: string;
}

/** What `loc` looks for in one partition: labels, all of which must be there where `all`, or a closed range. */
export interface LocPart {
  readonly partition: number;
  readonly labels?: readonly (string | number | bigint | boolean | null)[];
  readonly all?: boolean;
  readonly from?: string | number | bigint | boolean | null;
  readonly to?: string | number | bigint | boolean | null;
}
