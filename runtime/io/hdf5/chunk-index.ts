/** Where the chunks of a dataset lie in its file: its B-tree, version 1 (HDF5 File Format Specification 3.0, III.A.1), which most files have. */

import { FileError } from "../../errors.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { OpenFile } from "../bytes/open.ts";
import { type Dataset, readDataset } from "./metadata.ts";
import { FileReader } from "./reader.ts";

export interface StoredChunk {
  readonly address: number;
  /** In the file, in bytes. */
  readonly size: number;
  /** Filters that were left out for it, a bit each. */
  readonly mask: number;
}
export interface ChunkIndex {
  readonly dataset: Dataset & { readonly chunks: readonly number[] };
  /** By its place in the grid of chunks; undefined where nothing was written. */
  at(place: readonly number[]): StoredChunk | undefined;
}

/** Kept a thread, while the file is the same: every block of a dataset asks. */
const known = new Map<string, ChunkIndex | null>();
const KEPT = 8;

/** Null where the dataset has no such tree. */
export function chunkIndex(file: OpenFile, name: string, modified: number): ChunkIndex | null {
  const key = JSON.stringify([file.path, file.size, modified, name]);
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= KEPT) known.delete(known.keys().next().value!);
    known.set(key, (found = makeIndex(file, name)));
  }
  return found;
}

function makeIndex(file: OpenFile, name: string): ChunkIndex | null {
  const read = (start: number, end: number): Uint8Array => file.read(start, end);
  const dataset = readDataset(file.size, read, name, file.path);
  if (isUnknown(dataset)) throw new FileError(`${file.path} is shorter than its parts say`, file.path);
  const { chunks, index, shape } = dataset;
  if (chunks === null || index === undefined || chunks.length !== shape.length || chunks.some(length => length < 1)) return null;
  const stored = new Map<number, StoredChunk>();
  const counts = shape.map((length, axis) => Math.max(1, Math.ceil(length / chunks[axis]!)));
  if (counts.reduce((n, count) => n * count, 1) > Number.MAX_SAFE_INTEGER) return null;
  const numberOf = (place: readonly number[]): number => place.reduce((n, at, axis) => n * counts[axis]! + at, 0);
  walk(new FileReader(file.size, read), index, chunks, Number.POSITIVE_INFINITY, file.path, (place, chunk) => void stored.set(numberOf(place), chunk));
  return { dataset: { ...dataset, chunks }, at: place => stored.get(numberOf(place)) };
}

/** Every chunk of the node at `address`, which is below `level`. */
function walk(
  file: FileReader,
  address: number,
  chunks: readonly number[],
  below: number,
  path: string,
  found: (place: readonly number[], chunk: StoredChunk) => void,
): void {
  const broken = (): never => {
    throw new FileError(`${path} is damaged: the tree of its chunks at ${address} is none`, path);
  };
  const head = file.cursor(address, 24);
  if (head.left < 24 || head.text(4) !== "TREE" || head.u8() !== 1) return broken();
  const level = head.u8();
  if (level >= below) return broken();
  const count = head.u16();
  // A key is a size, a mask and a position an axis, the last of which is that within an element.
  const size = 8 + 8 * (chunks.length + 1);
  const entries = file.cursor(address + 24, count * (size + 8));
  if (entries.left < count * (size + 8)) return broken();
  for (let i = 0; i < count; i++) {
    const [bytes, mask] = [entries.u32(), entries.u32()];
    const place = chunks.map(length => entries.unsigned(8) / length);
    const child = entries.skip(8).address();
    if (child === undefined || place.some(at => !Number.isInteger(at))) return broken();
    if (level > 0) walk(file, child, chunks, level, path, found);
    else found(place, { address: child, size: bytes, mask });
  }
}
