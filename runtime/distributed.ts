/** `bask/distributed`: many runs at once, futures, clusters. */

import "./run.ts";
export * from "./missing/distributed.ts";
