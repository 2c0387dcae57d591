/** A block of rows as a table: a column an element of the second axis. The index goes on from block to block where the sizes are known. */

import { Column, rangeColumn } from "../../values/column.ts";
import { NDArray } from "../../values/ndarray.ts";
import { Table } from "../../values/table.ts";
import { plain } from "../../values/masked.ts";
import type { KernelTable } from "../kernel.ts";
import { copyInto } from "./copy.ts";
import { asBlock } from "./elementwise.ts";

export const TO_FRAME_KERNELS: KernelTable = {
  "array.toFrame": ([given], params, context) => {
    const block = plain(asBlock(given));
    const names = params["columns"] as readonly string[];
    const starts = params["starts"] as readonly number[] | undefined;
    const length = block.shape[0]!;
    const fields = names.map((name, k) => {
      const data = context.alloc(block.dtype, length);
      copyInto(new NDArray(data, [length], block.dtype), block.ndim === 1 ? block : block.get(":", k));
      return new Column({ name, dtype: block.dtype as Column["dtype"], length, data });
    });
    return new Table({ fields, levels: starts === undefined ? null : [rangeColumn(length, starts[context.index[0]!])], length });
  },
};
