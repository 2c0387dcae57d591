/** Everything of `bask/array` that needs no engine: what the editor calls, and what the face hands on. */

export * from "./array/functions.ts";
export * from "./array/element-functions.ts";
export { expr } from "./array/expr.ts";
export { image } from "./array/image.ts";
export * from "./array/indexing-functions.ts";
export { PerformanceWarning } from "./array/warn.ts";
export * from "./array/sorting-functions.ts";
export * from "./array/over-blocks.ts";
export * as stats from "./array/stats-face.ts";
export * as ma from "./array/masked.ts";
export { MaskedNDArray } from "../values/masked.ts";
export { BaskArray } from "./array/handle.ts";
export * from "./array/storage.ts";
export * from "./array/store.ts";
import "./array/to-frame.ts";
export { defaultRng, random } from "./array/generator.ts";
export { fft } from "./array/fft.ts";
export { linalg } from "./array/linalg.ts";
export { NDArray, ndarray } from "../values/ndarray.ts";
export { ellipsis, newaxis, slice } from "../meta/slice.ts";
