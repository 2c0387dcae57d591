/** A block for user code: typed data in shared memory is copied, since whatever a user's function keeps or changes must be its own. */

import { describeBlock, needsDescription, restoreBlock, type Surroundings } from "./codec.ts";
import { copiedView } from "./typed-view.ts";

/** The value itself where nothing of it is in shared memory. */
export function ownCopy<T>(value: T): T {
  if (!needsDescription(value, 0)) return value;
  const buffers: ArrayBufferLike[] = [];
  const place = (view: ArrayBufferView) => ({ lease: buffers.push(view.buffer) - 1, offset: view.byteOffset });
  const around: Surroundings = {
    locate: view => (view.buffer instanceof SharedArrayBuffer ? place(view) : undefined),
    resourceOf: () => undefined,
    adopt: place,
  };
  const description = describeBlock(value, around, true)!;
  return restoreBlock(description, {
    view: (kind, buffer, offset, elements) => copiedView(kind, buffers[buffer]!, offset, elements),
    resource: () => {
      throw new Error("no typed data is named by its resource here");
    },
  }) as T;
}
