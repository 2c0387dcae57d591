/** Written by scripts/api-names.mjs: names of `bask/dataframe` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const fromArray = missing("dd.fromArray");
export const fromBaskArray = missing("dd.fromBaskArray");
export const getDummies = missing("dd.getDummies");
export const mapOverlap = missing("dd.mapOverlap");
export const mergeAsof = missing("dd.mergeAsof");
export const readFwf = missing("dd.readFwf");
export const readHdf = missing("dd.readHdf");
