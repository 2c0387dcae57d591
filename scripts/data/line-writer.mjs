/** Writing text a line at a time, in pieces large enough for the disk and small enough for memory. */

import { closeSync, openSync, writeSync } from "node:fs";

const PIECE = 1 << 20;

/**
 * @param {string} path
 * @returns {{ write(line: string): void; close(): void }} lines end with a line feed
 */
export function lineWriter(path) {
  const file = openSync(path, "w");
  let pending = "";
  const flush = () => {
    const bytes = Buffer.from(pending, "utf8");
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    pending = "";
  };
  return {
    write(line) {
      pending += line;
      pending += "\n";
      if (pending.length >= PIECE) flush();
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}
