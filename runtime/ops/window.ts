/** Operations whose rows look at rows around them, in the partitions before and after too. */

import { frameOf, openDtype, seriesOf } from "../meta/columns.ts";
import { isUnknown } from "../meta/dim.ts";
import type { ColumnMeta, FrameMeta, SeriesMeta } from "../meta/meta.ts";
import type { OperationTable } from "./operation.ts";

export const WINDOW: OperationTable = {
  /** `params.how` of the rows from `before` rows back to `after` rows ahead, where at least `minPeriods` are there. Of a frame or a series. */
  "frame.rolling": {
    work: "moves",
    result: "frame",
    lower: { as: "custom", form: "neighbours" },
    prefix: params => `rolling-${params["how"] as string}`,
    label: params => `rolling ${(params["before"] as number) + (params["after"] as number) + 1} ${params["how"] as string}`,
    infer: inputs => {
      const meta = inputs[0] as FrameMeta | SeriesMeta;
      const rolled = ({ name }: ColumnMeta): ColumnMeta => ({ name, dtype: "float64" });
      if (meta.kind === "series") return seriesOf(meta, rolled(meta.column));
      return isUnknown(meta.columns) ? meta : frameOf(meta, meta.columns.map(rolled));
    },
    how: () => "Each partition is given the last rows of the one before, and the first of the one after where windows look ahead.",
  },
  /** `params.function` of the partition with `before` rows of the one before it and `after` of the one after; the rows beside are cut off again. */
  "frame.mapOverlap": {
    work: "function",
    result: "frame",
    lower: { as: "custom", form: "neighbours" },
    prefix: () => "mapOverlap",
    label: params => `mapOverlap ${String(params["text"])}`,
    infer: (inputs, params) => {
      const meta = inputs[0] as FrameMeta | SeriesMeta;
      if (meta.kind === "series") return seriesOf(meta, { name: meta.column.name, dtype: openDtype() });
      return frameOf(meta, (params["columns"] as readonly ColumnMeta[] | undefined) ?? openDtype());
    },
    how: () => "The function is called once a partition, with rows of its neighbours.",
  },
};
