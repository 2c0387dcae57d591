/** Expected bytes of one block: the average of what is known. */

import { isKnown } from "../meta/dim.ts";
import { bytesOf, type Meta, numblocks } from "../meta/meta.ts";

export function blockBytes(meta: Meta): number | null {
  const bytes = bytesOf(meta);
  if (bytes === null) return null;
  const blocks = numblocks(meta).reduce<number>((n, b) => n * (isKnown(b) ? b : Number.NaN), 1);
  return Number.isFinite(blocks) && blocks > 0 ? Math.ceil(bytes / blocks) : null;
}
