/** The classes of blocks that travel between threads, taken apart and put together. Importing this makes them known. */

import { registerBlockClass } from "../memory/classes.ts";
import { Column, type ColumnInit } from "../values/column.ts";
import { Dictionary } from "../values/dictionary.ts";
import { MaskedNDArray, plain } from "../values/masked.ts";
import { NDArray } from "../values/ndarray.ts";
import { Table } from "../values/table.ts";
import { Timedelta } from "../values/timedelta.ts";

registerBlockClass<NDArray>({
  name: "NDArray",
  constructor: NDArray,
  parts: a => [a.data, a.shape, a.dtype, a.strides, a.offset],
  restore: ([data, shape, dtype, strides, offset]) => new NDArray(data, shape, dtype, strides, offset),
});

registerBlockClass<MaskedNDArray>({
  name: "MaskedNDArray",
  constructor: MaskedNDArray,
  parts: block => [plain(block), block.mask, block.fillValue],
  restore: ([data, mask, fillValue]) => new MaskedNDArray(data, mask, fillValue),
});
registerBlockClass<Column>({
  name: "Column",
  constructor: Column,
  // A range is not stored, and its data is not made for the journey either.
  parts: c => [c.name, c.dtype, c.length, c.range, c.range === null ? c.data : null, c.validity, c.dictionary, c.ordered, c.ownLevels],
  restore: ([name, dtype, length, range, data, validity, dictionary, ordered, levels]) =>
    new Column({ name, dtype, length, range, validity, dictionary, ordered, levels, ...(data === null ? {} : { data }) } as ColumnInit),
});

registerBlockClass<Dictionary>({
  name: "Dictionary",
  constructor: Dictionary,
  parts: d => [d.offsets, d.bytes],
  restore: ([offsets, bytes]) => new Dictionary(offsets, bytes),
});

registerBlockClass<Table>({
  name: "Table",
  constructor: Table,
  parts: t => [t.fields, t.ownLevels, t.length],
  restore: ([fields, levels, length]) => new Table({ fields, levels, length }),
});

registerBlockClass<Timedelta>({
  name: "Timedelta",
  constructor: Timedelta,
  parts: t => [t.nanoseconds],
  restore: ([nanoseconds]) => Object.assign(Object.create(Timedelta.prototype) as object, { nanoseconds }),
});
