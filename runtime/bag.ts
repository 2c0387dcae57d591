/** `bask/bag`. */

import "./run.ts";
export * from "./collections/bag.ts";
export * from "./missing/bag.ts";
