/** `bask/ml`: estimators. */

import "./run.ts";
export * from "./missing/ml.ts";
