/** What a PNG file says of its picture before the pixels: the PNG specification, third edition, 5.3 and 11.2. */

import { FileError, NotSupportedError } from "../../errors.ts";

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** Samples of a pixel as they are stored: 1 for a palette. */
  readonly samples: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

export const PNG_HEADER_BYTES = 33;
const MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples of a pixel and the depths allowed, by the colour type. */
const KINDS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

export function pngHeader(bytes: Uint8Array, path: string): PngHeader {
  if (bytes.length < PNG_HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    if (bytes[0] === 0xff && bytes[1] === 0xd8) throw new NotSupportedError(`${path} is a JPEG file: imread reads PNG; convert it first`);
    throw new FileError(`${path} is not a PNG file`, path);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height, depth, colour] = [view.getUint32(16), view.getUint32(20), bytes[24]!, bytes[25]!];
  const kind = KINDS[colour];
  if (kind === undefined || !kind.depths.includes(depth) || width === 0 || height === 0 || bytes[28]! > 1)
    throw new FileError(`${path}: the header of a PNG file expected, got ${width} × ${height}, depth ${depth}, colour type ${colour}`, path);
  return { width, height, depth, samples: kind.samples, indexed: colour === 3, interlaced: bytes[28] === 1 };
}

/** Samples of a pixel as they are read: a palette gives its colours, with opacity if it has any. */
export const channelsOf = (header: PngHeader, hasOpacity: boolean): number => (header.indexed ? (hasOpacity ? 4 : 3) : header.samples);

/** Height and width, and the channels where there are several. */
export const imageShape = ({ height, width }: PngHeader, channels: number): number[] => (channels === 1 ? [height, width] : [height, width, channels]);

export interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly length: number;
}

/** The chunks of a file up to its end; `at` reads eight bytes, or gives undefined to stop. */
export function* chunksFrom(at: (start: number) => Uint8Array | undefined): Generator<Chunk> {
  for (let start = 8; ;) {
    const head = at(start);
    if (head === undefined || head.length < 8) return;
    const length = new DataView(head.buffer, head.byteOffset, 8).getUint32(0);
    const type = String.fromCharCode(...head.subarray(4, 8));
    yield { type, start: start + 8, length };
    if (type === "IEND") return;
    start += 12 + length;
  }
}
