/** The one way to a file's metadata. The run gives it the disk, the editor a cached, limited, trust-aware one. Answers at once. */

import { unknown, type Unknown } from "../meta/dim.ts";
import { FileError } from "../errors.ts";

export type Answer<T> =
  | { readonly state: "known"; readonly value: T }
  /** Being read: ask again when the host says so. */
  | { readonly state: "pending" }
  | { readonly state: "denied"; readonly why: string }
  | { readonly state: "missing"; readonly why: string };

export interface FileStat {
  readonly size: number;
  /** Milliseconds. */
  readonly modified: number;
  readonly directory: boolean;
}

export interface Host {
  /** What relative paths start from. */
  readonly cwd: string;
  stat(path: string): Answer<FileStat>;
  /** The files that match a glob (or the one file), absolute, in lexical order. */
  list(pattern: string): Answer<readonly string[]>;
  /** Bytes `start` to `end` (exclusive; clipped to the file). */
  read(path: string, start: number, end: number): Answer<Uint8Array>;
}

/** The value, or an Unknown that says why there is none; a missing file is an error at the call. */
export function settled<T>(answer: Answer<T>, what: string): T | Unknown {
  switch (answer.state) {
    case "known":
      return answer.value;
    case "pending":
      return unknown(`reading ${what}`);
    case "denied":
      return unknown(answer.why);
    case "missing":
      throw new FileError(answer.why, what);
  }
}
