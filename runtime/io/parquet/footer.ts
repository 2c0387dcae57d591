/** The footer of a Parquet file: its schema and what is known of its row groups. */

import { type FileMetaData, parquetMetadata } from "hyparquet";
import { FileError } from "../../errors.ts";

/** Bytes `start` to `end` of the file, or undefined where they cannot be had yet. */
export type Read<U> = (start: number, end: number) => Uint8Array | U;

const TAIL = 65_536;

/** Reads the end of the file, and more of it where the footer is longer. What `read` gives that is no bytes is given back. */
export function readFooter<U>(path: string, size: number, read: Read<U>): FileMetaData | U {
  const broken = (reason: string, cause?: unknown): never => {
    throw new FileError(`${path} is not a whole Parquet file: ${reason}`, path, { cause });
  };
  if (size < 12) return broken(`it has ${size} bytes`);
  let tail = read(Math.max(0, size - TAIL), size);
  if (!(tail instanceof Uint8Array)) return tail;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (tail.length < 8 || view.getUint32(tail.length - 4, true) !== 0x31524150) return broken('it does not end with "PAR1"');
  const length = view.getUint32(tail.length - 8, true);
  if (length > size - 12) return broken(`its footer is said to have ${length} bytes, the file has ${size}`);
  if (length + 8 > tail.length) {
    const more = read(size - length - 8, size);
    if (!(more instanceof Uint8Array)) return more;
    tail = more;
  }
  try {
    // A copy whatever `tail` is: the slice of a Buffer would be a view of memory that is used again, and what is read keeps parts of it.
    return parquetMetadata(new Uint8Array(tail) as never);
  } catch (error) {
    return broken(`its footer cannot be read (${(error as Error).message})`, error);
  }
}
