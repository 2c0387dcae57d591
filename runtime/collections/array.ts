/** Everything of `bask/array` that needs no engine: what the editor calls, and what the face hands on. */

export * from "./array/functions.ts";
export * from "./array/sorting-functions.ts";
export * from "./array/over-blocks.ts";
export { BaskArray } from "./array/handle.ts";
export * from "./array/storage.ts";
export { defaultRng, random } from "./array/generator.ts";
export { fft } from "./array/fft.ts";
export { linalg } from "./array/linalg.ts";
export { NDArray, ndarray } from "../values/ndarray.ts";
export { ellipsis, newaxis, slice } from "../meta/slice.ts";
