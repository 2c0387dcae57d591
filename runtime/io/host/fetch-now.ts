/** The start of a server's file, at once: building is synchronous, so a thread of its own asks while this one waits. For metadata, which is small and asked for once. */

import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

export interface Fetched {
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly why: string;
  /** From `start` on. */
  readonly bytes: Uint8Array;
  /** Of the whole file. */
  readonly size: number;
  /** Milliseconds, 0 where the server does not say. */
  readonly modified: number;
}

const TIMEOUT = 30_000;
/** An answer is believed this long, in milliseconds: opening a store asks for the same few files several times. */
const FRESH = 2_000;
const known = new Map<string, { readonly at: number; readonly start: number; readonly answer: Fetched }>();

/** Bytes asked for at least: most metadata come with the question how large the file is. */
const FIRST = 1 << 16;
/** Tries while the server cannot answer, and the milliseconds before the second one. */
const TRIES = 3;
const PAUSE = 100;

const ASK = `
const { workerData } = require("node:worker_threads");
const { address, start, end, port, signal, timeout, tries, pause } = workerData;
const ask = async () => {
  const headers = { range: "bytes=" + start + "-" + (end - 1), "accept-encoding": "identity" };
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(timeout) });
  const modified = Date.parse(response.headers.get("last-modified") ?? "") || 0;
  const common = { status: response.status, why: response.statusText, modified };
  const total = /\\/(\\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
  if (response.status === 416 && total !== undefined) return { ...common, status: 206, bytes: new Uint8Array(), size: Number(total) };
  if (!response.ok) {
    await response.body?.cancel();
    return { ...common, bytes: new Uint8Array(), size: 0 };
  }
  // A server that knows no ranges sends the file from its start: no more of it is read than is wanted.
  const skip = response.status === 206 ? 0 : start;
  const parts = [];
  let got = 0;
  let whole = true;
  for await (const part of response.body ?? []) {
    parts.push(part);
    got += part.length;
    if (response.status !== 206 && got >= end) {
      whole = false;
      break;
    }
  }
  const length = Number(response.headers.get("content-length") ?? (whole ? got : NaN));
  if (whole && got < length) throw new Error("the server said " + length + " bytes and sent " + got);
  const bytes = new Uint8Array(Buffer.concat(parts).subarray(skip, skip + end - start));
  return { ...common, bytes, size: response.status === 206 ? Number(total ?? start + got) : length };
};
(async () => {
  let answer;
  for (let attempt = 1; ; attempt++) {
    try {
      answer = await ask();
    } catch (error) {
      answer = { status: 0, why: String(error.cause ?? error), bytes: new Uint8Array(), size: 0, modified: 0 };
    }
    const again = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    if (!again || attempt >= tries) break;
    await new Promise(resolve => setTimeout(resolve, pause * 2 ** (attempt - 1)));
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
})();
`;

/** Bytes `start` to `end`, or more of them; fewer where the file ends. */
export function fetchNow(address: string, start = 0, end = start): Fetched {
  const before = known.get(address);
  if (before !== undefined && performance.now() - before.at < FRESH) {
    const { bytes, size } = before.answer;
    if (start >= before.start && Math.min(end, size) <= before.start + bytes.length) return { ...before.answer, bytes: bytes.subarray(start - before.start) };
  }
  const most = Math.max(end, start + FIRST);
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(ASK, {
    eval: true,
    workerData: { address, start, end: most, port: port2, signal, timeout: TIMEOUT, tries: TRIES, pause: PAUSE },
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  worker.on("error", () => {});
  Atomics.wait(signal, 0, 0, TRIES * TIMEOUT + 1000);
  const answer = (receiveMessageOnPort(port1)?.message as Fetched | undefined) ?? {
    status: 0,
    why: "no answer in time",
    bytes: new Uint8Array(),
    size: 0,
    modified: 0,
  };
  port1.close();
  void worker.terminate();
  if (known.size > 64) known.clear();
  known.set(address, { at: performance.now(), start, answer });
  return answer;
}
