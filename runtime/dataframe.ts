/** `bask/dataframe`. */

import "./run.ts";
export * from "./collections/frame.ts";
export * from "./missing/dataframe.ts";
