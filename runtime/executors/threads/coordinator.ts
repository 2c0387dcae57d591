/**
 * The coordinator thread: scheduler, allocator and decisions about disk, in one loop that never waits for anything but its bell. No user
 * code runs here, so that an endless loop in a task or in the caller's thread stops nothing. Its event loop gets short turns, for the
 * ends of worker threads.
 */

import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { BaskError, errorToData, MemoryError, type ErrorData } from "../../errors.ts";
import type { FunctionPackage } from "../../graph/function-package.ts";
import { formatBytes } from "../../meta/format.ts";
import { Pool } from "../../memory/pool.ts";
import { growTo } from "../../memory/shared-memory.ts";
import { PAGE } from "../../memory/size-class.ts";
import { createSpill } from "../../memory/spill.ts";
import type { Census } from "../../schedule/engine.ts";
import { Admission } from "./admission.ts";
import type { Place } from "./block-store.ts";
import { CoordinatedRun } from "./coordinated-run.ts";
import { lend } from "./lend.ts";
import { Residents } from "./residents.ts";
import type { RunSurroundings } from "./run-order.ts";
import { AdoptedConstants } from "./adopted-constants.ts";
import { asks, createMember, forget, post, receive, send, wake, type FleetHandlers, type FleetStart, type Member } from "./fleet.ts";
import { PacketReader, PacketWriter } from "./packet.ts";
import { letImportantFirst } from "../importance.ts";
import {
  BELL,
  NO_RUN,
  sleepUntilRung,
  TO_COORDINATOR,
  TO_WORKER,
  WORD,
  type CallerMessage,
  type CoordinatorMessage,
  type CoordinatorStart,
} from "./protocol.ts";
import type { PackedResource } from "./resources.ts";
import { RoomKeeper } from "./room-keeper.ts";

/** Time a worker has to leave a run that was aborted, and one that failed, ms. */
const GRACE_ABORT = 200;
const GRACE_FAILURE = 5000;
/** Between batches of events to the caller, ms. */
const BATCH = 50;
/** Between turns of the event loop while runs are open, ms. */
const TURN = 25;
/** Threads that may end one after another without a task done in between, and as many again for each worker. */
const ENDS = 8;

export async function startCoordinator(): Promise<void> {
  const start = workerData as CoordinatorStart;
  const { bell, port, memory } = start;
  const leases = new Int32Array(new SharedArrayBuffer(start.maximumPages * 4));
  // Page 0 stays free: position 0 of the memory means nothing to a kernel's generated code.
  const pool = new Pool(1, start.maximumPages, growTo(start), leases);
  const engineLimit = Math.max(8, Math.min(pool.limit, Math.floor(start.memoryLimit / PAGE)));
  pool.limit = engineLimit;
  const spill = createSpill(start.spillFolder);
  const admission = new Admission(pool);
  const reader = new PacketReader();
  const writer = new PacketWriter();
  const runs = new Map<number, CoordinatedRun>();
  const makeRoom = (bytes: number): number => keeper.makeRoom(bytes);
  const makePlace = (bytes: number): Place => keeper.makePlace(bytes);
  const forgetResident = (worker: number, name: number): void => {
    if (members[worker] !== undefined) forget(members[worker], NO_RUN, name);
  };
  const residents = new Residents({ pool, spill, memory, makeRoom, makePlace, forget: forgetResident });
  const constants = new AdoptedConstants(residents, memory, makeRoom);
  const resources = new Map<string, PackedResource>();
  /** In the order in which they came. */
  const functions: FunctionPackage[] = [];
  const members: Member[] = [];
  let ends = 0;
  let closed = false;
  let lastTurn = 0;
  let lastBatch = 0;
  const now = () => performance.now();
  const tell = (message: CallerMessage) => port.postMessage(message);

  const fleetStart: FleetStart = {
    workerUrl: start.workerUrl,
    memory,
    wide: start.wide,
    leases,
    bell,
    keep: Math.min(1024, Math.floor(engineLimit / (8 * start.workers))),
  };
  const keeper = new RoomKeeper({ pool, admission, members, writer, residents, runs: () => runs.values(), keep: fleetStart.keep });
  const handlers: FleetHandlers = {
    record(member, packet) {
      if (packet.kind === TO_COORDINATOR.output) {
        tell({ type: "output", stream: packet.number() as 1 | 2, text: Buffer.from(packet.bytes()).toString() });
        return;
      }
      if (packet.kind === TO_COORDINATOR.hello) {
        member.ready = true;
        for (const run of runs.values()) if (run.running) run.workerJoined(member.index);
        return;
      }
      if (packet.kind === TO_COORDINATOR.gaveBack) {
        keeper.gaveBack(member);
        return letGo(member, packet.numbers());
      }
      keeper.stirred();
      const run = runs.get(packet.number());
      // Nothing is expected of a run that every worker has left.
      if (run === undefined) return;
      switch (packet.kind) {
        case TO_COORDINATOR.numbers:
          ends = 0;
          return run.numbers(member.index, packet);
        case TO_COORDINATOR.returned:
          return letGo(member, run.returned(member.index, packet));
        case TO_COORDINATOR.started:
          return run.started(member.index, packet);
        case TO_COORDINATOR.done:
          ends = 0;
          return letGo(member, run.done(member.index, packet));
        case TO_COORDINATOR.failed:
          return letGo(member, run.failedTask(member.index, packet));
        case TO_COORDINATOR.exported:
          return letGo(member, run.exported(packet));
        case TO_COORDINATOR.closed:
          return left(run, member);
      }
    },
    ended(member) {
      const [running, task] = [member.words[WORD.run]!, member.words[WORD.task]!];
      for (const lease of member.leases) pool.drop(lease);
      member.leases.clear();
      residents.workerGone(member.index);
      keeper.gaveBack(member);
      if (closed || members[member.index] !== member) return;
      if (!member.stopping && ++ends >= ENDS + 4 * start.workers) {
        const reason = new BaskError("KILLED_WORKER", `worker threads end one after another and finish no task: ${member.reason ?? "no reason given"}`);
        for (const run of [...runs.values()]) if (run.running) failed(run, errorToData(reason));
        ends = 0;
      }
      for (const run of [...runs.values()]) {
        if (run.running) run.workerDied(member.index, run.id === running ? task : -1, member.reason);
        left(run, member);
      }
      join(member.index);
    },
  };
  const letGo = (member: Member, dropped: readonly number[]) => {
    for (const lease of dropped) if (member.leases.delete(lease)) pool.drop(lease);
  };
  const join = (index: number) => {
    const member = createMember(index, fleetStart, handlers, reader);
    members[index] = member;
    post(member, { type: "resources", add: [...resources.values()], remove: [] });
  };
  /** Threads are started when there are tasks for them: a run of one task needs one. */
  const startFor = (tasks: number) => {
    while (members.length < Math.min(start.workers, tasks)) join(members.length);
  };
  const open = (run: CoordinatedRun, member: Member) => {
    post(member, {
      type: "open",
      run: run.id,
      graph: run.travelling,
      outputs: run.outputs,
      functions: functions.slice(member.functions),
      events: run.events,
      priority: run.priority,
    });
    member.functions = functions.length;
  };

  // ---- the ends of runs

  const flush = (run: CoordinatedRun) => {
    if (!run.batch.empty) tell({ type: "events", run: run.id, ...run.batch.take() });
  };
  const finished = (run: CoordinatedRun) => {
    const bytes = run.resultBytes();
    if (bytes > start.resultLimit) {
      return failed(
        run,
        errorToData(
          new MemoryError(
            `the result takes ${formatBytes(bytes)}, more than the ${formatBytes(start.resultLimit)} that this machine can spare. Compute less of it (head, a slice, a reduction), or write it to files.`,
          ),
        ),
      );
    }
    flush(run);
    tell({ type: "finished", run: run.id, blocks: run.results(), profile: run.profile() });
    close(run, Infinity);
  };
  const failed = (run: CoordinatedRun, error: ErrorData) => {
    if (run.closing !== undefined) return;
    run.cancel();
    flush(run);
    tell({ type: "failed", run: run.id, error });
    run.collected = true;
    close(run, GRACE_FAILURE);
  };
  const aborted = (run: CoordinatedRun) => {
    if (run.closing !== undefined) return;
    run.cancel();
    run.collected = true;
    run.onClosed = () => tell({ type: "cancelled", run: run.id });
    close(run, GRACE_ABORT);
  };
  const close = (run: CoordinatedRun, grace: number) => {
    run.closing = new Set(members.filter(member => run.joined.has(member)));
    run.deadline = now() + grace;
    for (const member of run.closing) send(member, writer.begin(TO_WORKER.close).number(run.id));
    settle(run);
  };
  const left = (run: CoordinatedRun, member: Member) => {
    if (run.closing?.delete(member) === true) settle(run);
  };
  const settle = (run: CoordinatedRun) => {
    if (run.closing?.size !== 0 || !run.collected) return;
    run.free();
    runs.delete(run.id);
    if (runs.size === 0) keeper.rest();
    closeSpill();
    setLimit();
    run.onClosed?.();
  };
  /** The file goes when nothing is in it and nobody will write to it soon. */
  const closeSpill = () => {
    if (runs.size === 0 && spill.count === 0) spill.close();
  };
  /** Stops workers that do not leave a run in time. One that is busy with another run leaves later, and nobody waits for it. */
  const enforce = () => {
    for (const run of runs.values()) {
      if (run.closing === undefined || now() < run.deadline) continue;
      run.deadline = Infinity;
      for (const member of run.closing) {
        if (member.words[WORD.run] === run.id && member.words[WORD.task]! >= 0) {
          member.stopping = true;
          void member.thread.terminate();
        }
      }
    }
  };

  // ---- memory

  const setLimit = () => {
    pool.limit = Math.max(
      8,
      [...runs.values()].reduce((least, run) => (run.running ? Math.min(least, Math.floor(run.memoryLimit / PAGE)) : least), engineLimit),
    );
  };
  const census = (): Census => {
    let kept = 0;
    for (const member of members) for (const lease of member.leases) kept += pool.bytesOf(lease);
    let blocks = 0;
    for (const run of runs.values()) blocks += run.blockCount;
    const { blocks: held, kept: constant } = residents.census();
    return { runs: runs.size, blocks: blocks + held, bytes: pool.used * PAGE - kept - constant.bytes, files: spill.count - constant.files };
  };

  // ---- the caller

  const handle = (message: CoordinatorMessage): void => {
    switch (message.type) {
      case "resources": {
        const remove = message.remove.filter(hash => !constants.drop(hash));
        const add = message.add.filter(packed => !constants.adopt(packed));
        for (const packed of add) resources.set(packed.hash, packed);
        for (const hash of remove) resources.delete(hash);
        if (add.length + remove.length > 0) for (const member of members) post(member, { type: "resources", add, remove });
        return;
      }
      case "open": {
        functions.push(...message.functions);
        try {
          const run = new CoordinatedRun(message, around);
          runs.set(run.id, run);
          setLimit();
          run.begin();
          startFor(run.state.sequence.length);
        } catch (error) {
          runs.delete(message.id);
          tell({ type: "failed", run: message.id, error: errorToData(error) });
        }
        return;
      }
      case "abort": {
        const run = runs.get(message.run);
        if (run?.running === true) aborted(run);
        return;
      }
      case "collected": {
        const run = runs.get(message.run);
        if (run === undefined) return;
        run.collected = true;
        settle(run);
        return;
      }
      case "lend": {
        const { id, block, trouble } = lend(residents, message.name);
        return tell({ type: "lent", id, block, trouble });
      }
      case "returned":
        return residents.giveBack(message.id);
      case "release":
        residents.release(message.name);
        return closeSpill();
      case "census":
        return tell({ type: "census", census: census() });
      case "close":
        closed = true;
    }
  };
  const around: RunSurroundings = {
    recordFolder: start.recordFolder,
    workers: start.workers,
    members,
    pool,
    spill,
    memory,
    writer,
    admission,
    residents,
    diskTrouble: () => keeper.trouble,
    makeRoom,
    makePlace,
    open,
    finished,
    failed,
  };

  const turn = async () => {
    await new Promise(resolve => setImmediate(resolve));
    lastTurn = now();
  };
  for (let idle = 0; !closed;) {
    const heard = Atomics.load(bell, BELL.count);
    let any = false;
    for (let message = receiveMessageOnPort(port); message !== undefined; message = receiveMessageOnPort(port)) {
      any = true;
      handle(message.message as CoordinatorMessage);
    }
    for (const member of members) if (receive(member, handlers, reader)) any = true;
    for (const member of members) if (asks(member) && keeper.give(member)) any = true;
    for (const run of runs.values()) if (run.stalled) run.retryStalled();
    if (runs.size > 0) letImportantFirst(runs);
    for (const member of members) wake(member);
    const time = now();
    if (time - lastBatch > BATCH) {
      lastBatch = time;
      for (const run of runs.values()) flush(run);
    }
    enforce();
    // However long a round took (blocks that go to disk and back), a deadlock is looked for at its end.
    if (time - lastTurn > TURN) await turn();
    if (any) {
      idle = 0;
      continue;
    }
    if (runs.size > 0) keeper.breakDeadlock();
    for (const member of members) wake(member);
    idle = runs.size > 0 ? 0 : idle + 1;
    if (sleepUntilRung(bell, BELL.count, BELL.asleep, heard, idle < 20 ? 10 : 1000) === "timed-out") await turn();
  }
  await Promise.all(members.map(member => member.thread.terminate()));
  spill.close();
  port.close();
}
