/** Records in JSON text. */

import { FileError } from "../../errors.ts";
import { decodeShared } from "../../values/dictionary.ts";
import { splitLines } from "../bytes/read-bytes.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/** One a line (blank lines are none), or a list of them. */
export function recordsOf(bytes: Uint8Array, lines: boolean, path: string): JsonRecord[] {
  if (!lines) {
    const list = parsed(decodeShared(bytes), path);
    if (!Array.isArray(list)) throw new FileError(`${path}: expected a list of records`, path);
    return list.map(record => checked(record, path));
  }
  const records: JsonRecord[] = [];
  for (const line of splitLines(bytes)) if (line.trim() !== "") records.push(checked(parsed(line, path), path));
  return records;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text;
    throw new FileError(`${path} is not JSON: ${(error as Error).message}, in ${JSON.stringify(shown)}`, path, { cause: error });
  }
}

function checked(record: unknown, path: string): JsonRecord {
  if (typeof record === "object" && record !== null && !Array.isArray(record)) return record as JsonRecord;
  throw new FileError(`${path}: expected records, got ${JSON.stringify(record)}`, path);
}
