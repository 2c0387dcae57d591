/** Tables and columns in memory, for kernels and faces. */

export { HEAP, type Room } from "./room.ts";
export { allValid, clearBit, countMissing, isValid, sliceValidity, type Validity, validityOf } from "./validity.ts";
export { Dictionary } from "./dictionary.ts";
export { DictionaryBuilder } from "./dictionary-builder.ts";
export { readInt64, readUint64, roughInt64, wordsOf, writeInt64 } from "./int64.ts";
export { Timedelta, type TimeUnit } from "./timedelta.ts";
export { Column, type ColumnInit, type Range, rangeColumn } from "./column.ts";
export { columnReader, exactReader, missingTest, missingValue, type Reader } from "./column-reader.ts";
export { labelKey, labelReader, positionsOf } from "./labels.ts";
export { rowReader, type RowReader } from "./row.ts";
export { Table, type TableInit } from "./table.ts";
export { inferDtype, typedArrayDtype } from "./infer-dtype.ts";
export { buildColumn, codesColumn } from "./column-builder.ts";
export { columnOf, emptyTable, fromColumns, fromRows, table } from "./make-table.ts";
export { positionsWhere, sliceColumn, sliceSeries, sliceTable, storageDtype, takeColumn, takeRows, takeSeries } from "./take.ts";
export { concatColumns, concatSeries, concatTables, mergeDictionaries } from "./concat.ts";
export { formatColumn, formatTable } from "./format-table.ts";
