/** A file of a server, at once: building is synchronous, so a thread of its own asks while this one waits. For metadata, which is small and asked for once. */

import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

export interface Fetched {
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly why: string;
  readonly bytes: Uint8Array;
  /** Milliseconds, 0 where the server does not say. */
  readonly modified: number;
}

const TIMEOUT = 30_000;
/** An answer is believed this long, in milliseconds: opening a store asks for the same few files several times. */
const FRESH = 2_000;
const known = new Map<string, { readonly at: number; readonly answer: Fetched }>();

const ASK = `
const { workerData } = require("node:worker_threads");
const { address, port, signal, timeout } = workerData;
(async () => {
  let answer;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(timeout) });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const modified = Date.parse(response.headers.get("last-modified") ?? "") || 0;
    answer = { status: response.status, why: response.statusText, bytes, modified };
  } catch (error) {
    answer = { status: 0, why: String(error.cause ?? error), bytes: new Uint8Array(), modified: 0 };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
})();
`;

export function fetchNow(address: string): Fetched {
  const before = known.get(address);
  if (before !== undefined && performance.now() - before.at < FRESH) return before.answer;
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(ASK, { eval: true, workerData: { address, port: port2, signal, timeout: TIMEOUT }, transferList: [port2], execArgv: [] });
  worker.unref();
  worker.on("error", () => {});
  Atomics.wait(signal, 0, 0, TIMEOUT + 1000);
  const answer = (receiveMessageOnPort(port1)?.message as Fetched | undefined) ?? { status: 0, why: "no answer in time", bytes: new Uint8Array(), modified: 0 };
  port1.close();
  void worker.terminate();
  if (known.size > 64) known.clear();
  known.set(address, { at: performance.now(), answer });
  return answer;
}
