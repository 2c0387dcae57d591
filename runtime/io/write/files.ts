/** Names of the files that partitions are written to. */

import { UnknownSizeError } from "../../errors.ts";
import { isKnown, isUnknown, type Unknown } from "../../meta/dim.ts";
import type { Meta } from "../../meta/meta.ts";

/** One for each partition of a frame or a series; unknown where their number is. */
export function partitionPaths(meta: Meta, pattern: string, absolute: (name: string) => string): readonly string[] | Unknown {
  const npartitions = meta.kind === "frame" || meta.kind === "series" ? meta.npartitions : 1;
  if (isUnknown(npartitions)) return npartitions;
  if (!isKnown(npartitions)) throw new UnknownSizeError("the number of partitions to write is not known");
  return partNames(pattern, npartitions).map(absolute);
}

/** `*` becomes the number of the partition, with zeros so that the names sort; without one the pattern is a folder of `0.part`, `1.part` ... */
export function partNames(pattern: string, npartitions: number): string[] {
  const digits = String(Math.max(0, npartitions - 1)).length;
  const whole = pattern.includes("*") ? pattern : `${pattern.replace(/[\\/]+$/, "")}/*.part`;
  const stars = whole.split("*").length - 1;
  if (stars > 1) throw new RangeError(`expected one * in ${pattern}, which stands for the number of the partition`);
  return Array.from({ length: npartitions }, (_, i) => whole.replace("*", String(i).padStart(digits, "0")));
}
