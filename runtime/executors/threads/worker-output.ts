/** What tasks print goes with their results, in order: the worker's own way out would need its event loop, which sleeps between tasks. */

import { Writable } from "node:stream";

/** Replaces the streams of this thread. */
export function redirectOutput(send: (stream: 1 | 2, text: Uint8Array) => void): void {
  for (const [stream, number] of [["stdout", 1], ["stderr", 2]] as const) {
    const writable = new Writable({
      decodeStrings: true,
      write(chunk: Buffer, _encoding, done) {
        send(number, chunk);
        done();
      },
    });
    Object.defineProperty(process, stream, { value: writable, configurable: true, enumerable: true });
  }
  globalThis.console = new console.Console({ stdout: process.stdout, stderr: process.stderr });
}
