/** `bask/array`. */

import "./run.ts";
export * from "./collections/array.ts";
export * from "./missing/array.ts";
