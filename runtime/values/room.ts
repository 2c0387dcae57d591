/** Where the storage of a new column comes from: block memory in a kernel (its context is a Room), the ordinary heap elsewhere. */

import { type DType, storage, type TypedArray } from "../meta/dtype.ts";

export interface Room {
  alloc(dtype: DType, length: number): TypedArray;
  bytes(length: number): Uint8Array;
}

export const HEAP: Room = {
  alloc: storage,
  bytes: length => new Uint8Array(length),
};
