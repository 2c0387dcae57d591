/** `image.imread`: pictures of files, one a block, stacked along a new first axis. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { settled } from "../../expr/host.ts";
import { FileError } from "../../errors.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { load } from "../array/describe.ts";
import { channelsOf, chunksFrom, imageShape, PNG_HEADER_BYTES, pngHeader } from "./png-header.ts";
import type { ImageSource } from "./read.ts";

/** An array a file, in the order of their names. The first file says what all must be: the others are looked at when they are read. */
export function imageParts(pattern: string): Expr[] | Unknown {
  const { host } = environment();
  const files = settled(host.list(pattern), pattern);
  if (isUnknown(files)) return files;
  const [first] = files;
  if (first === undefined) throw new FileError(`imread: no file matches ${pattern}`, pattern);
  const found = describe(first);
  if (isUnknown(found)) return found;
  const { shape, dtype } = found;
  return files.map(path => {
    const source: ImageSource = { format: "image", path, shape, dtype };
    return load({ shape, dtype, source }, { chunks: shape.map(() => -1), prefix: "imread", label: `imread ${pattern}` });
  });
}

function describe(path: string): { readonly shape: readonly number[]; readonly dtype: "uint8" | "uint16" } | Unknown {
  const { host } = environment();
  const start = settled(host.read(path, 0, PNG_HEADER_BYTES), path);
  if (isUnknown(start)) return start;
  const header = pngHeader(start, path);
  let opaque = true;
  let stopped: Unknown | undefined;
  if (header.indexed) {
    const at = (from: number): Uint8Array | undefined => {
      const bytes = settled(host.read(path, from, from + 8), path);
      if (!isUnknown(bytes)) return bytes;
      stopped = bytes;
      return undefined;
    };
    for (const { type } of chunksFrom(at)) {
      if (type === "tRNS") opaque = false;
      if (type === "tRNS" || type === "IDAT") break;
    }
  }
  return stopped ?? { shape: imageShape(header, channelsOf(header, !opaque)), dtype: header.depth === 16 ? "uint16" : "uint8" };
}
