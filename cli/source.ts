/** A source file with what the static analysis says of it. */

import { readFileSync } from "node:fs";
import path from "node:path";
import { FileError } from "../runtime/errors.ts";
import { diskHost } from "../runtime/io/host/disk.ts";
import type { Host } from "../runtime/expr/host.ts";

export interface SourceFile {
  readonly file: string;
  readonly text: string;
  /** Relative paths of the text start from its folder. */
  readonly host: Host;
}

export function readSourceFile(given: string): SourceFile {
  const file = path.resolve(given);
  try {
    return { file, text: readFileSync(file, "utf8").replace(/^\uFEFF/, ""), host: diskHost(path.dirname(file)) };
  } catch (error) {
    throw new FileError(`no such file: ${given}${(error as NodeJS.ErrnoException).code === "EISDIR" ? " (it is a folder)" : ""}`, file);
  }
}
