/** Messages over a stream: one JSON text a line. */

export const encodeMessage = (message: unknown): string => `${JSON.stringify(message)}\n`;

/** Gives whole messages of a stream's chunks to `take`; a line that is no JSON goes to `reject`. */
export function messageReader<T>(take: (message: T) => void, reject: (line: string) => void = () => {}): (chunk: string) => void {
  let rest = "";
  return chunk => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (line === "") continue;
      let message: T;
      try {
        message = JSON.parse(line) as T;
      } catch {
        reject(line);
        continue;
      }
      take(message);
    }
  };
}
