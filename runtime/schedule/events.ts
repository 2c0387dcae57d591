/** What happens to a run, and what the scheduler wants done about it. Plain data both: a list of events is a recorded run. */

export interface Done {
  readonly type: "done";
  readonly task: number;
  readonly worker: number;
  readonly bytes: number;
  /** Any worker can read the block. */
  readonly travels: boolean;
  readonly micros: number;
  /** More events follow at once: workers get new tasks after the last of them. */
  readonly more?: boolean;
}

export type RunEvent =
  /** Fills the workers' queues for the first time. */
  | { readonly type: "begin" }
  | { readonly type: "started"; readonly task: number; readonly worker: number }
  | Done
  | { readonly type: "failed"; readonly task: number; readonly worker: number; readonly error: unknown }
  /** The worker did not run it, because an input that it was to make first did not come about. */
  | { readonly type: "returned"; readonly task: number; readonly worker: number }
  /** A block that lived in its owner can now be read by any worker. */
  | { readonly type: "moved"; readonly task: number }
  /** A block that was in memory cannot be read back from disk. Nobody who has it in a queue may need it there. */
  | { readonly type: "lost"; readonly task: number }
  /** `task` is what it ran, -1 if nothing of this run. */
  | { readonly type: "workerDied"; readonly worker: number; readonly task: number }
  | { readonly type: "workerJoined"; readonly worker: number }
  /** A run that matters more has work for every worker, or has no longer. */
  | { readonly type: "held"; readonly held: boolean }
  | { readonly type: "cancelled" };

export type Effect =
  | { readonly type: "assign"; readonly task: number; readonly worker: number }
  /** Takes back a task that was assigned and waits for an input which is lost. */
  | { readonly type: "recall"; readonly task: number; readonly worker: number }
  /** Nobody reads the block of this task any more. */
  | { readonly type: "release"; readonly task: number }
  | { readonly type: "finish" }
  /** `deaths` above 0: workers stopped while they ran it, and `error` is undefined. */
  | { readonly type: "fail"; readonly task: number; readonly error: unknown; readonly deaths: number };
