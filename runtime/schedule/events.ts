/** What happens to a run, and what the scheduler wants done about it. Plain data both. */

export type RunEvent =
  /** Fills the workers' queues for the first time. */
  | { readonly type: "begin" }
  | { readonly type: "started"; readonly task: number; readonly worker: number }
  /** `travels`: any worker can read the block. */
  | { readonly type: "done"; readonly task: number; readonly worker: number; readonly bytes: number; readonly travels: boolean; readonly micros: number }
  | { readonly type: "failed"; readonly task: number; readonly worker: number; readonly error: unknown }
  /** A block that lived in its owner can now be read by any worker. */
  | { readonly type: "moved"; readonly task: number }
  /** `task` is what it ran, -1 if nothing of this run. */
  | { readonly type: "workerDied"; readonly worker: number; readonly task: number }
  | { readonly type: "workerJoined"; readonly worker: number }
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
