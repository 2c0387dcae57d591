/** What tasks print goes with their results, in order: the worker's own way out would need its event loop, which sleeps between tasks. */

type Done = (error?: Error | null) => void;

/** Takes over the streams of this thread. Node still writes to the streams themselves, so that they stay what they are. */
export function redirectOutput(send: (stream: 1 | 2, text: Uint8Array) => void): void {
  for (const [stream, number] of [
    [process.stdout, 1],
    [process.stderr, 2],
  ] as const) {
    stream.write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
      send(number, typeof chunk === "string" ? Buffer.from(chunk, typeof encoding === "string" ? encoding : "utf8") : chunk);
      const after = typeof encoding === "function" ? encoding : done;
      if (after !== undefined) process.nextTick(after);
      return true;
    };
  }
}
