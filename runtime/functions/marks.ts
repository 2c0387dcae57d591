/** Objects that linked code holds and that mean a place to load from rather than a value. */

import type { Capture } from "./package.ts";

const marks = new WeakMap<object, Capture>();

/** Says what stands for this object on the other side. */
export function mark<T extends object>(value: T, capture: Capture): T {
  marks.set(value, capture);
  return value;
}

export const markOf = (value: object): Capture | undefined => marks.get(value);
