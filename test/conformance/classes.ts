/** The classes of results, which the public API makes but does not construct. */

export { Column } from "../../runtime/values/column.ts";
export { columnOf } from "../../runtime/values/make-table.ts";
export { NDArray as NDArrayClass } from "../../runtime/values/ndarray.ts";
export { Table } from "../../runtime/values/table.ts";
export { Timedelta } from "../../runtime/values/timedelta.ts";
