/** What to say of a block that cannot leave the worker that made it. */

import { MemoryError } from "../../errors.ts";
import { NoRoomYet } from "./worker-memory.ts";

export function cannotTravel(error: unknown): unknown {
  // Another task waits for the block now: it cannot be made later.
  if (error instanceof NoRoomYet) return new MemoryError(error.message);
  if (!(error instanceof Error) || !error.message.includes("could not be cloned")) return error;
  return new TypeError(`the result cannot leave the worker that made it: ${error.message}`, { cause: error });
}
