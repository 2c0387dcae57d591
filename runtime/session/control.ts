/**
 * The control thread: the pipe to the editor, the queue of cells, and interrupts. It never waits for user code. A busy main thread is stopped
 * through the inspector, which keeps all values; one that waits is told by a message.
 */

import inspector from "node:inspector";
import { Socket } from "node:net";
import { workerData, type MessagePort } from "node:worker_threads";
import type { FromSession, ToSession, Variable } from "../../protocol/session.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { encodeMessage, messageReader } from "../../protocol/wire.ts";
import type { FromMain, ToMain } from "./inside.ts";
import { version } from "./version.ts";

const CHANNEL = 3;
/** How long a main thread that is free has to answer an interrupt before its execution is ended. */
const PATIENCE = 150;

const { port } = workerData as { port: MessagePort };
const pipe = new Socket({ fd: CHANNEL, readable: true, writable: true });
const queue: Extract<ToSession, { type: "run" }>[] = [];
const variables = new Map<string, readonly Variable[]>();
let current: Extract<ToSession, { type: "run" }> | undefined;
let interrupting: NodeJS.Timeout | undefined;
let debuggerOfMain: inspector.Session | undefined;

const send = (message: FromSession): void => void pipe.write(encodeMessage(message));
const tell = (message: ToMain): void => port.postMessage(message);

pipe.setEncoding("utf8");
pipe.on("data", messageReader<ToSession>(receive) as (chunk: string) => void);
// The editor is gone: so is the reason to be.
pipe.on("close", () => process.exit());
pipe.on("error", () => process.exit());
port.on("message", fromMain);

function receive(message: ToSession): void {
  switch (message.type) {
    case "hello":
      if (message.protocol !== PROTOCOL_VERSION) {
        send({
          type: "refused",
          reason: `the editor speaks protocol ${message.protocol} (Bask ${message.version}), this session ${PROTOCOL_VERSION} (Bask ${version}): install the same version of both`,
        });
        return;
      }
      tell({ type: "hello", cacheDir: message.cacheDir, settings: message.settings });
      break;
    case "run":
      queue.push(message);
      next();
      break;
    case "interrupt":
      interrupt();
      break;
    case "rows":
      tell(message);
      break;
    case "variables":
      send({ type: "variables", request: message.request, variables: variables.get(message.file) ?? [] });
      break;
    case "shutdown":
      tell({ type: "shutdown" });
      setTimeout(() => process.exit(), 1000).unref();
      break;
  }
}

function fromMain(message: FromMain): void {
  switch (message.type) {
    case "forward":
      send(message.message);
      break;
    case "booted":
      send({ type: "ready", protocol: PROTOCOL_VERSION, version, node: process.version, pid: process.pid, bask: message.bask, workers: message.workers });
      send({ type: "state", state: "idle" });
      break;
    case "ended":
      if (current?.run !== message.run) return;
      current = undefined;
      clearInterval(interrupting);
      interrupting = undefined;
      variables.set(message.file, message.variables);
      send(message.message);
      next();
      break;
  }
}

function next(): void {
  if (current !== undefined) return;
  current = queue.shift();
  if (current === undefined) {
    send({ type: "state", state: "idle" });
    return;
  }
  send({ type: "state", state: "running" });
  tell({ type: "run", run: current.run, cell: current.cell, fileText: current.fileText });
}

/** Cells that wait are dropped. Told, given a moment, ended, told again: until the main thread says that the cell has ended. */
function interrupt(): void {
  for (const waiting of queue.splice(0)) send({ type: "cellEnded", run: waiting.run, cell: waiting.cell.index, outcome: "interrupted", ms: 0 });
  if (current === undefined || interrupting !== undefined) return;
  const { run } = current;
  send({ type: "state", state: "interrupting" });
  tell({ type: "interrupt", run });
  interrupting = setInterval(() => {
    endExecution();
    tell({ type: "interrupt", run });
  }, PATIENCE);
}

function endExecution(): void {
  if (debuggerOfMain === undefined) {
    debuggerOfMain = new inspector.Session();
    debuggerOfMain.connectToMainThread();
  }
  debuggerOfMain.post("Runtime.terminateExecution");
}
