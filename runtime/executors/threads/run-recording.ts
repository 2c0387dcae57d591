/** Writes a run down as it goes, for looking into it afterwards: one file a run, which `replay` reads. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { serialize } from "node:v8";
import type { Graph } from "../../graph/graph.ts";
import type { Effects } from "../../schedule/effects.ts";
import type { RunEvent } from "../../schedule/events.ts";
import { makeFolder } from "../../make-folder.ts";
import { decisionOf, skeleton, type RecordedRun } from "../../schedule/replay.ts";

export interface RunRecorder {
  record(event: RunEvent, effects: Effects): void;
  write(): void;
}

export function recordRun(folder: string, run: number, graph: Graph, outputs: readonly number[], settings: RecordedRun["settings"]): RunRecorder {
  const events: RunEvent[] = [];
  const decisions: Int32Array[] = [];
  return {
    record(event, effects) {
      events.push(event);
      decisions.push(decisionOf(effects));
    },
    write() {
      const recorded: RecordedRun = { graph: skeleton(graph), outputs, settings, events, decisions };
      makeFolder(folder);
      writeFileSync(join(folder, `run-${process.pid}-${run}.bin`), serialize(recorded));
    },
  };
}
