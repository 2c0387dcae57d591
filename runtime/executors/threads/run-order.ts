/** What a run in the coordinator is told of itself, and what it needs of the coordinator. */

import type { ErrorData } from "../../errors.ts";
import type { Admission } from "./admission.ts";
import type { ConstantReads } from "./constant-reads.ts";
import type { CoordinatedRun } from "./coordinated-run.ts";
import type { Member } from "./fleet.ts";
import type { PacketWriter } from "./packet.ts";
import type { Residents } from "./residents.ts";
import type { BlockSurroundings } from "./run-blocks.ts";
import type { TravellingGraph } from "./travelling-graph.ts";

/** What a run needs of the coordinator. */
export interface RunSurroundings extends BlockSurroundings {
  /** How many workers there can be. */
  readonly workers: number;
  /** Those that were started. */
  readonly members: readonly Member[];
  readonly writer: PacketWriter;
  readonly admission: Admission;
  readonly residents: Residents;
  /** Why nothing can be written to disk, where that is so. */
  diskTrouble(): string | undefined;
  /** Where runs are written down, if they are. */
  readonly recordFolder: string | undefined;
  /** Tells a worker of the run, before its first task. */
  open(run: CoordinatedRun, member: Member): void;
  finished(run: CoordinatedRun): void;
  failed(run: CoordinatedRun, error: ErrorData): void;
}
export interface RunOrder {
  readonly id: number;
  readonly graph: TravellingGraph;
  readonly outputs: readonly number[];
  readonly retries: number;
  readonly priority: number;
  readonly memoryLimit: number;
  /** The caller wants to see each task. */
  readonly events: boolean;
  /** Constants that its tasks read. */
  readonly reads: ConstantReads | undefined;
  /** Names under which outputs stay in block memory, by position. */
  readonly keep: readonly string[] | undefined;
}
