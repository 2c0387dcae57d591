/** `bask/dataframe`. */

import "./run.ts";
export * from "./collections/frame.ts";
