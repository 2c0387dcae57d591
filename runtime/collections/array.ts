/** Everything of `bask/array` that needs no engine: what the editor calls, and what the face hands on. */

export * from "./array/functions.ts";
export { BaskArray } from "./array/handle.ts";
export { defaultRng, random } from "./array/generator.ts";
export { NDArray, ndarray } from "../values/ndarray.ts";
export { ellipsis, newaxis, slice } from "../meta/slice.ts";
