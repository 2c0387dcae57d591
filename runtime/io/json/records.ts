/** Records in JSON text. */

import { FileError } from "../../errors.ts";
import { decodeShared } from "../../values/dictionary.ts";
import { splitLines } from "../bytes/read-bytes.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * One a line (blank lines are none), or a list of them. `linesBefore` counts the lines of the file that stand before `bytes`: an error says which
 * line it is about, and only then are they counted.
 */
export function recordsOf(bytes: Uint8Array, lines: boolean, path: string, linesBefore: () => number = () => 0): JsonRecord[] {
  if (!lines) {
    const list = parsed(decodeShared(bytes), path);
    if (!Array.isArray(list)) throw new FileError(`${path}: expected a list of records`, path);
    return list.map((record, i) => checked(record, path, () => `${path}: record ${i + 1}`));
  }
  const records: JsonRecord[] = [];
  splitLines(bytes).forEach((line, i) => {
    if (line.trim() === "") return;
    const where = (): string => `${path}:${linesBefore() + i + 1}`;
    records.push(checked(parsed(line, path, where), path, where));
  });
  return records;
}

function parsed(text: string, path: string, where = (): string => path): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text;
    throw new FileError(`${where()} is not JSON: ${(error as Error).message}, in ${JSON.stringify(shown)}`, path, { cause: error });
  }
}

function checked(record: unknown, path: string, where: () => string): JsonRecord {
  if (typeof record === "object" && record !== null && !Array.isArray(record)) return record as JsonRecord;
  throw new FileError(`${where()}: expected records, got ${JSON.stringify(record)}`, path);
}
