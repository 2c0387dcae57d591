/** Which stored chunks a block wants something of. */

import type { NDArray } from "../../values/ndarray.ts";
import { clip, partOf, type Piece } from "./pieces.ts";

/** What one chunk has of a piece: which chunk, where in it, and which results it makes. */
export interface Cut {
  readonly chunk: number;
  readonly at: number;
  readonly out: number;
  readonly count: number;
}

/** Of one axis of a chunk: `count` elements from `at` by `step`. */
export interface AxisCut {
  readonly at: number;
  readonly step: number;
  readonly count: number;
}

/** Chunks that hold something of the pieces: which, what of them, and where it goes. */
export async function eachChunk(
  chunks: readonly number[],
  pieces: readonly Piece[],
  out: NDArray,
  atOnce: number,
  visit: (index: readonly number[], cut: readonly AxisCut[], target: NDArray) => Promise<void>,
): Promise<void> {
  const axes = pieces.map((piece, axis) => cutsOf(piece, chunks[axis]!));
  const total = axes.reduce((n, cuts) => n * cuts.length, 1);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) {
      let rest = next++;
      const cuts: Cut[] = new Array<Cut>(axes.length);
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        cuts[axis] = axes[axis]![rest % axes[axis]!.length]!;
        rest = Math.floor(rest / axes[axis]!.length);
      }
      const target = partOf(
        out,
        cuts.map(({ out: at, count }) => ({ at, step: 1, count })),
      );
      await visit(
        cuts.map(cut => cut.chunk),
        cuts.map(({ at, count }, axis) => ({ at, step: pieces[axis]!.step, count })),
        target,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, total) }, worker));
}

export function cutsOf(piece: Piece, chunk: number): Cut[] {
  const cuts: Cut[] = [];
  const { start, step, count } = piece;
  for (let i = 0; i < count;) {
    const index = Math.floor((start + i * step) / chunk);
    const cut = clip(piece, index * chunk, (index + 1) * chunk)!;
    cuts.push({ chunk: index, ...cut });
    i = cut.out + cut.count;
  }
  return cuts;
}
