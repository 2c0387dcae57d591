/** Files of a server, by ranges (RFC 9110, 14). What a server cannot answer now is asked again, three times in all; what it sends short is an error. */

import { FileError } from "../../errors.ts";
import type { ByteStore } from "./store.ts";

const TRIES = 3;
/** Milliseconds before the second try; twice as long before the next one. */
const PAUSE = 100;

interface Answer {
  readonly bytes: Uint8Array;
  /** Of the whole file; NaN where the server does not say. */
  readonly size: number;
  /** The server knows ranges. */
  readonly part: boolean;
}
/** Bytes from the end, or from `start` up to `end`. */
export type HttpRange = { readonly start: number; readonly end: number } | { readonly tail: number };

/** Undefined where the server says that there is no such file. */
export async function request(address: string, range?: HttpRange): Promise<Answer | undefined> {
  for (let attempt = 1; ; attempt++) {
    let reason: string;
    try {
      const answer = await ask(address, range);
      if (typeof answer !== "string") return answer;
      reason = answer;
    } catch (error) {
      if (error instanceof FileError) throw error;
      reason = `${address}: ${String((error as Error).cause ?? error)}`;
    }
    if (attempt >= TRIES) throw new FileError(reason, address);
    await new Promise(resolve => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)));
  }
}

/** A text is a reason to ask again. */
async function ask(address: string, range: HttpRange | undefined): Promise<Answer | undefined | string> {
  const wanted = range === undefined ? "" : "tail" in range ? `bytes=-${range.tail}` : `bytes=${range.start}-${range.end - 1}`;
  const response = await fetch(address, { headers: { "accept-encoding": "identity", ...(range === undefined ? {} : { range: wanted }) } });
  if (response.ok) {
    const bytes = new Uint8Array(await response.arrayBuffer());
    const part = response.status === 206;
    const told = part ? /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1] : undefined;
    const size = part ? Number(told ?? Number.NaN) : bytes.length;
    const length = Number(response.headers.get("content-length") ?? bytes.length);
    if (bytes.length < length) return `${address}: the server said ${length} bytes and sent ${bytes.length}`;
    if (part && range !== undefined && "start" in range && bytes.length < Math.min(range.end, Number.isNaN(size) ? range.end : size) - range.start)
      return `${address}: asked for ${range.end - range.start} bytes from ${range.start} on, the server sent ${bytes.length}`;
    return { bytes, size, part };
  }
  await response.body?.cancel();
  const { status, statusText } = response;
  if (status === 404 || status === 410) return undefined;
  const reason = `${address}: ${status} ${statusText}${range === undefined ? "" : ` (asked for ${wanted})`}`;
  if (status >= 500 || status === 429 || status === 408) return reason;
  throw new FileError(reason, address);
}

export function httpStore(root: string): ByteStore {
  const addressOf = (key: string): string => `${root}/${key.split("/").map(encodeURIComponent).join("/")}`;
  /** A server that knows no ranges sends all of it. */
  const ranged = async (key: string, range: HttpRange, cut: (whole: Uint8Array) => Uint8Array): Promise<Uint8Array | undefined> => {
    const answer = await request(addressOf(key), range);
    return answer === undefined || answer.part ? answer?.bytes : cut(answer.bytes);
  };
  return {
    name: root,
    far: true,
    get: async key => (await request(addressOf(key)))?.bytes,
    range: (key, start, end) => (end <= start ? new Uint8Array() : ranged(key, { start, end }, whole => whole.subarray(start, end))),
    tail: (key, length) => ranged(key, { tail: length }, whole => whole.subarray(Math.max(0, whole.length - length))),
  };
}
