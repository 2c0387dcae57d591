/** Arrays as frames: a block of rows is a partition. */

import { isUnknown } from "../meta/dim.ts";
import { DTYPE_INFO, type ColumnType } from "../meta/dtype.ts";
import { type ArrayMeta, DEFAULT_INDEX } from "../meta/meta.ts";
import type { OperationTable } from "./operation.ts";

export const TO_FRAME: OperationTable = {
  /** An array of one axis, or of two with one block along the second; `params.columns` are the names. Divisions are known where the sizes are. */
  "array.toFrame": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "array.toFrame" },
    prefix: () => "to-frame",
    label: params => `toBaskDataframe (${(params["columns"] as readonly string[]).join(", ")})`,
    infer: ([input], params) => {
      const { dtype, chunks, shape } = input as ArrayMeta;
      const [blocks] = chunks;
      const known = blocks !== undefined && !isUnknown(blocks) && blocks.every(size => size > 0) ? blocks : undefined;
      const rows = shape[0]!;
      return {
        kind: "frame",
        columns: (params["columns"] as readonly string[]).map(name => ({ name, dtype: dtype as ColumnType })),
        index: DEFAULT_INDEX,
        npartitions: isUnknown(blocks!) ? blocks : blocks!.length,
        divisions: known === undefined ? null : [...known.map((_, i) => known.slice(0, i).reduce((n, size) => n + size, 0)), (rows as number) - 1],
        ...(known === undefined ? {} : { rows }),
        ...(known === undefined || isUnknown(dtype)
          ? {}
          : { bytes: (rows as number) * (params["columns"] as readonly string[]).length * DTYPE_INFO[dtype].size }),
      };
    },
  },
};
