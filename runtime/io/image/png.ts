/** A PNG file's pixels: inflated by Node, filters undone (specification, 9), interlaced passes put in place (8), samples brought to whole bytes. */

import { inflateSync } from "node:zlib";
import { FileError } from "../../errors.ts";
import { channelsOf, chunksFrom, type PngHeader, pngHeader } from "./png-header.ts";

export interface Picture {
  readonly header: PngHeader;
  readonly channels: number;
  /** Height, width, channels; Uint16Array where samples have 16 bits. */
  readonly data: Uint8Array | Uint16Array;
}

/** First column and row of each pass of an interlaced file, and its steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function decodePng(bytes: Uint8Array, path: string): Picture {
  const header = pngHeader(bytes, path);
  const parts: Uint8Array[] = [];
  let palette: Uint8Array | undefined;
  let opacity: Uint8Array | undefined;
  let ended = false;
  for (const { type, start, length } of chunksFrom(at => bytes.subarray(at, at + 8))) {
    const body = bytes.subarray(start, start + length);
    if (type === "IDAT") parts.push(body);
    else if (type === "PLTE") palette = body;
    else if (type === "tRNS") opacity = body;
    ended = type === "IEND";
  }
  if (!ended) throw new FileError(`${path} ends in the middle of its picture`, path);
  if (header.indexed && palette === undefined) throw new FileError(`${path} has no palette`, path);
  let packed: Uint8Array;
  try {
    packed = inflateSync(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
  } catch (error) {
    throw new FileError(`${path} is damaged: ${(error as Error).message}`, path, { cause: error });
  }
  const { width, height, depth, samples } = header;
  const stored = depth === 16 ? new Uint16Array(width * height * samples) : new Uint8Array(width * height * samples);
  let from = 0;
  for (const [left, top, right, down] of header.interlaced ? PASSES : ([[0, 0, 1, 1]] as const)) {
    const [columns, rows] = [Math.ceil((width - left) / right), Math.ceil((height - top) / down)];
    if (columns <= 0 || rows <= 0) continue;
    const line = Math.ceil((columns * samples * depth) / 8);
    if (from + rows * (line + 1) > packed.length) throw new FileError(`${path} is damaged: it holds fewer pixels than its header says`, path);
    unfilter(packed, from, rows, line, Math.max(1, (samples * depth) >> 3), path);
    for (let row = 0; row < rows; row++, from += line + 1) {
      const to = ((top + row * down) * width + left) * samples;
      unpack(packed.subarray(from + 1, from + 1 + line), header, columns, stored, to, right * samples);
    }
  }
  const channels = channelsOf(header, opacity !== undefined);
  return { header, channels, data: header.indexed ? coloured(stored as Uint8Array, palette!, opacity, channels, path) : stored };
}

/** Undoes each line's filter in place; a filter looks `back` bytes to the left and one line up. */
function unfilter(bytes: Uint8Array, from: number, rows: number, line: number, back: number, path: string): void {
  for (let row = 0, at = from + 1; row < rows; row++, at += line + 1) {
    const above = row === 0 ? -1 : at - line - 1;
    const kind = bytes[at - 1]!;
    if (kind > 4) throw new FileError(`${path} is damaged: there is no filter ${kind}`, path);
    if (kind === 0 || (kind === 2 && above < 0)) continue;
    for (let i = 0; i < line; i++) {
      const left = i >= back ? bytes[at + i - back]! : 0;
      const up = above < 0 ? 0 : bytes[above + i]!;
      let guess = kind === 1 ? left : kind === 2 ? up : (left + up) >> 1;
      if (kind === 4) {
        const corner = i >= back && above >= 0 ? bytes[above + i - back]! : 0;
        const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      bytes[at + i] = bytes[at + i]! + guess;
    }
  }
}

/** One line's samples into their places; greys of few bits become the same greys of eight. */
function unpack(line: Uint8Array, { depth, samples, indexed }: PngHeader, columns: number, out: Uint8Array | Uint16Array, to: number, step: number): void {
  const scale = depth < 8 && !indexed ? 255 / ((1 << depth) - 1) : 1;
  for (let x = 0, n = 0; x < columns; x++) {
    for (let s = 0; s < samples; s++, n++) {
      let value: number;
      if (depth === 8) value = line[n]!;
      else if (depth === 16) value = (line[2 * n]! << 8) | line[2 * n + 1]!;
      else value = ((line[(n * depth) >> 3]! >> (8 - depth - ((n * depth) & 7))) & ((1 << depth) - 1)) * scale;
      out[to + x * step + s] = value;
    }
  }
}

function coloured(indices: Uint8Array, palette: Uint8Array, opacity: Uint8Array | undefined, channels: number, path: string): Uint8Array {
  const out = new Uint8Array(indices.length * channels);
  for (let i = 0; i < indices.length; i++) {
    const entry = indices[i]!;
    if (3 * entry + 2 >= palette.length) throw new FileError(`${path} is damaged: its palette has no colour ${entry}`, path);
    for (let s = 0; s < 3; s++) out[i * channels + s] = palette[3 * entry + s]!;
    if (channels === 4) out[i * channels + 3] = opacity![entry] ?? 255;
  }
  return out;
}
