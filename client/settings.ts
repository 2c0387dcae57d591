/** Every setting that the extension reads, by its full name: one place, so that a test can hold them against the manifest. */
import * as vscode from "vscode";

const read = <T>(name: `bask.${string}`, fallback: T): T => vscode.workspace.getConfiguration().get<T>(name) ?? fallback;

export const settings = {
  sessionNode: () => read("bask.session.node", "").trim(),
  sessionWorkers: () => read<number | null>("bask.session.workers", null),
  sessionMemoryLimit: () => read("bask.session.memoryLimit", ""),
  sessionScheduler: () => read<"threads" | "sync">("bask.session.scheduler", "threads"),
  /** Seconds. */
  terminateAfter: () => read("bask.session.terminateAfter", 10),
  resultsOpen: () => read<"whenRun" | "never">("bask.results.open", "whenRun"),
  lineEnds: () => read("bask.results.lineEnds", true),
  heat: () => read("bask.results.heat", true),
  followCursor: () => read("bask.graph.followCursor", true),
  /** Seconds. */
  graphDeadline: () => read("bask.graph.deadline", 2),
};
