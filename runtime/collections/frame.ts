/** The names of `bask/dataframe`. */

import { declareMethods, declareProperties } from "../declared.ts";
import { DateMethods, StringMethods } from "./frame/accessors.ts";
import { checkArguments, FRAME_ARGUMENTS, GROUP_ARGUMENTS, SERIES_ARGUMENTS } from "./frame/arguments.ts";
import { DataFrame } from "./frame/dataframe.ts";
import { GroupBy, SeriesGroupBy } from "./frame/groupby.ts";
import { Rolling } from "./frame/rolling.ts";
import { Series } from "./frame/series.ts";

checkArguments(DataFrame, FRAME_ARGUMENTS);
checkArguments(Series, SERIES_ARGUMENTS);
checkArguments(GroupBy, GROUP_ARGUMENTS);
checkArguments(SeriesGroupBy, GROUP_ARGUMENTS);
declareMethods(DataFrame, "DataFrame");
declareMethods(Series, "Series");
declareMethods(GroupBy, "GroupBy");
declareMethods(SeriesGroupBy, "SeriesGroupBy");
declareMethods(StringMethods, "StringMethods");
declareMethods(DateMethods, "DateMethods");
declareMethods(Rolling, "Rolling");
declareProperties(Series, "Series", ["cat"]);

export { Aggregation } from "./frame/aggregation.ts";
export {
  concat,
  fromDelayed,
  fromDict,
  fromMap,
  fromTable,
  mapPartitions,
  readCsv,
  readJson,
  readParquet,
  readTable,
  table,
  toDatetime,
  toNumeric,
  toTimedelta,
} from "./frame/create.ts";
export { DataFrame, GroupBy, Series, SeriesGroupBy };
export { slice } from "../meta/slice.ts";
export { Timedelta } from "../values/timedelta.ts";
export { Column } from "../values/column.ts";
export { Table } from "../values/table.ts";
