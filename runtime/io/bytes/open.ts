/** Files as kernels read them: synchronous, by ranges. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { FileError } from "../../errors.ts";

export interface OpenFile {
  readonly path: string;
  readonly size: number;
  /** Fills `into` from byte `start` on; gives how many bytes there were. */
  readInto(into: Uint8Array, start: number): number;
  read(start: number, end: number): Uint8Array;
}

/** Opens, uses and closes. What the system says against it becomes a FileError with the path. `planned` is the size that the file had when its parts were cut: cuts of another file would lose or repeat rows. */
export function withFile<T>(path: string, use: (file: OpenFile) => T, planned?: number): T {
  let handle: number;
  try {
    handle = openSync(path, "r");
  } catch (error) {
    throw new FileError(systemReason(path, error), path, { cause: error });
  }
  let asynchronous = false;
  try {
    const { size } = fstatSync(handle);
    if (planned !== undefined && size !== planned) {
      throw new FileError(`${path} has changed since the call that reads it: expected ${planned} bytes, got ${size}. Make that call again.`, path);
    }
    const readInto = (into: Uint8Array, start: number): number => {
      let done = 0;
      while (done < into.length) {
        const n = readSync(handle, into, done, into.length - done, start + done);
        if (n === 0) break;
        done += n;
      }
      return done;
    };
    const read = (start: number, end: number): Uint8Array => {
      const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
      return bytes.subarray(0, readInto(bytes, start));
    };
    const result = use({ path, size, readInto, read });
    if (result instanceof Promise) {
      asynchronous = true;
      return result.finally(() => closeSync(handle)) as T;
    }
    return result;
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw new FileError(systemReason(path, error), path, { cause: error });
    throw error;
  } finally {
    if (!asynchronous) closeSync(handle);
  }
}

export function systemReason(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return `no such file: ${path}`;
  if (code === "EACCES" || code === "EPERM") return `no permission to read ${path}`;
  if (code === "EISDIR") return `a file expected, ${path} is a folder`;
  return `${path}: ${message}`;
}
