/** `bask`: what every kind of lazy value shares, delayed calls, and running. */

import "./run.ts";
export { delayed } from "./collections/delayed/call.ts";
export { compute, optimize, persist, visualize } from "./run/compute.ts";
export { isLazy as isBaskCollection } from "./collections/lazy.ts";
export { tokenize } from "./run/tokenize.ts";
export { capture } from "./functions/capture.ts";
export { display } from "./run/display.ts";
export { ProgressBar, Profiler } from "./run/profiler.ts";
export { Callback } from "./run/callback.ts";
export { explain } from "./run/explain.ts";
export * as utils from "./meta/public-units.ts";
export { config } from "./run/config.ts";
export { annotate } from "./run/annotate.ts";
export { ellipsis, newaxis, slice } from "./meta/slice.ts";
export { BaskError, CaptureError, ColumnError, KilledWorkerError, LazyValueError, SchemaError, ShapeError, TaskError } from "./errors.ts";
