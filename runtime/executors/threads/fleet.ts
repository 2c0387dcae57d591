/** The worker threads of a coordinator: starting, records to and from them, asking for leases, and what is left when one stops. */

import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { type PacketReader, PacketWriter } from "./packet.ts";
import {
  controlBuffer,
  controlNumbers,
  controlWords,
  NUMBER,
  ringBell,
  TO_COORDINATOR,
  TO_WORKER,
  WORD,
  type WorkerMessage,
  type WorkerStart,
} from "./protocol.ts";
import { LARGEST_RECORD, Ring, ringBuffer } from "./ring.ts";

/** Units of a record of tasks after which a new one is begun. */
const TASKS_UNITS = 2048;
/** Where the number of its tasks stands. */
const TASKS_COUNT = 3;

export interface Member {
  readonly index: number;
  readonly thread: Worker;
  readonly words: Int32Array;
  readonly numbers: Float64Array;
  readonly outbox: Ring;
  readonly inbox: Ring;
  readonly port: MessagePort;
  /** Records that found no room, from `backlogAt` on. */
  backlog: Int32Array[];
  backlogAt: number;
  /** Blocks that are not needed any more: run and task in turn. They go out before the next record, or with the bell. */
  forgets: number[];
  /** Tasks of one run on their way: a record that grows until something else is sent, or the bell rings. */
  readonly tasks: PacketWriter;
  tasksRun: number;
  tasksCount: number;
  /** How many of the coordinator's user functions it was sent. */
  functions: number;
  /** Leases that the worker itself holds. */
  readonly leases: Set<number>;
  /** Something was written since its bell last rang. */
  unheard: boolean;
  /** It has said its first word. */
  ready: boolean;
  /** It was told to stop. */
  stopping: boolean;
  /** Why it stopped, where it said so. */
  reason: string | undefined;
}

export type FleetStart = Omit<WorkerStart, "index" | "control" | "toWorker" | "toCoordinator" | "port"> & { readonly workerUrl: string };

export interface FleetHandlers {
  record(member: Member, packet: PacketReader): void;
  /** The thread has ended; all it said has been heard. */
  ended(member: Member): void;
}

export function createMember(index: number, start: FleetStart, handlers: FleetHandlers, reader: PacketReader): Member {
  const control = controlBuffer();
  const [toWorker, toCoordinator] = [ringBuffer(), ringBuffer()];
  const { port1, port2 } = new MessageChannel();
  const { workerUrl, ...shared } = start;
  const workerData: WorkerStart = { ...shared, index, control, toWorker, toCoordinator, port: port2 };
  const thread = new Worker(new URL(workerUrl), { workerData, transferList: [port2] });
  const words = controlWords(control);
  words[WORD.run] = -1;
  words[WORD.task] = -1;
  const member: Member = {
    index,
    thread,
    words,
    port: port1,
    numbers: controlNumbers(control),
    outbox: new Ring(toWorker),
    inbox: new Ring(toCoordinator),
    backlog: [],
    backlogAt: 0,
    forgets: [],
    tasks: new PacketWriter(),
    tasksRun: -1,
    tasksCount: 0,
    functions: 0,
    leases: new Set(),
    unheard: false,
    ready: false,
    stopping: false,
    reason: undefined,
  };
  port1.unref();
  thread.on("error", error => {
    member.reason = error instanceof Error ? error.message : String(error);
  });
  thread.on("exit", () => {
    receive(member, handlers, reader);
    port1.close();
    handlers.ended(member);
  });
  return member;
}

/** Hands on everything the worker said; false if that was nothing. */
export function receive(member: Member, handlers: FleetHandlers, reader: PacketReader): boolean {
  let any = false;
  while (member.inbox.read(reader)) {
    any = true;
    if (reader.kind === TO_COORDINATOR.large) {
      // It was posted before the ring spoke of it; of a thread that has ended it may be gone, and with it the block.
      const message = receiveMessageOnPort(member.port)?.message as { readonly words: Int32Array } | undefined;
      if (message === undefined) continue;
      reader.load(message.words);
    }
    handlers.record(member, reader);
  }
  return any;
}

export const post = (member: Member, message: WorkerMessage): void => member.port.postMessage(message);

/** Never waits: what finds no room follows later, in order. */
export function send(member: Member, packet: PacketWriter): void {
  sendTasks(member);
  transmit(member, packet);
}

/** The record to which a task of this run is to be added. */
export function tasksFor(member: Member, run: number): PacketWriter {
  if (member.tasksCount > 0 && (member.tasksRun !== run || member.tasks.length > TASKS_UNITS)) sendTasks(member);
  if (member.tasksCount === 0) {
    member.tasks.begin(TO_WORKER.run).number(run).number(0);
    member.tasksRun = run;
  }
  member.tasksCount++;
  return member.tasks;
}

export function forget(member: Member, run: number, task: number): void {
  member.forgets.push(run, task);
}

/** Rings the bell of a worker that has something to read. */
export function wake(member: Member): void {
  sendTasks(member);
  while (member.backlogAt < member.backlog.length) {
    const record = member.backlog[member.backlogAt]!;
    if (!member.outbox.write(record, record.length / 2)) break;
    member.backlogAt++;
  }
  const waiting = member.backlogAt < member.backlog.length;
  if (!waiting && member.backlogAt > 0) {
    member.backlog = [];
    member.backlogAt = 0;
  }
  if (!member.unheard) return;
  member.unheard = waiting;
  ringBell(member.words, WORD.bell, WORD.asleep);
}

const forgetWriter = new PacketWriter();
/** What is forgotten goes first: no task on its way reads it, but one may bring it anew. */
function sendTasks(member: Member): void {
  if (member.forgets.length > 0) {
    transmit(member, forgetWriter.begin(TO_WORKER.forget).numbers(member.forgets));
    member.forgets.length = 0;
  }
  if (member.tasksCount === 0) return;
  member.tasks.patch(TASKS_COUNT, member.tasksCount);
  member.tasksCount = 0;
  transmit(member, member.tasks);
}

function transmit(member: Member, packet: PacketWriter): void {
  packet.end();
  member.unheard = true;
  if (packet.length > LARGEST_RECORD) {
    const words = packet.copy();
    member.port.postMessage({ type: "record", words }, [words.buffer as ArrayBuffer]);
    packet.begin(TO_WORKER.large).end();
  }
  if (member.backlog.length > 0 || !member.outbox.send(packet)) member.backlog.push(packet.copy());
}

export const asks = (member: Member): boolean => Atomics.load(member.words, WORD.ask) === 1;
export const bytesAsked = (member: Member): number => member.numbers[NUMBER.bytes]!;
/** A lease and further ones of its size, or minus the limit in bytes where there is none. */
export function answer(member: Member, lease: number, extra: readonly number[] = []): void {
  member.numbers[NUMBER.lease] = lease;
  member.numbers[NUMBER.more] = extra.length;
  extra.forEach((each, i) => (member.numbers[NUMBER.extra + i] = each));
  Atomics.store(member.words, WORD.ask, 2);
  Atomics.notify(member.words, WORD.ask);
}
