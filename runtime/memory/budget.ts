/** How much memory blocks may take unless somebody says otherwise. */

import { totalmem } from "node:os";

const SHARE = 0.6;

/** 60 % of the machine's memory, or of the container's where that is less. */
export function defaultBudget(machine = totalmem(), container = containerMemory()): number {
  return Math.floor(SHARE * (container > 0 ? Math.min(machine, container) : machine));
}

/** 0: no limit. Node gives a number beyond all memory where none is set. */
function containerMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return Number.isFinite(limit) ? limit : 0;
}
