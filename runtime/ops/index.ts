/** The catalogue of operations. Each table is one file; a name stands in one table only. */

import { NotSupportedError } from "../errors.ts";
import { BLOCKWISE } from "./blockwise.ts";
import { BAG } from "./bag.ts";
import { COUNTING } from "./counting.ts";
import { CHOOSING } from "./choosing.ts";
import { CREATION } from "./creation.ts";
import { DELAYED } from "./delayed.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { FFT } from "./fft.ts";
import { FRAME_REDUCTIONS } from "./frame-reductions.ts";
import { FRAME } from "./frame.ts";
import { FUSED } from "./fused.ts";
import { GROUPBY } from "./groupby.ts";
import { INDEXING } from "./indexing.ts";
import { IO } from "./io.ts";
import { LINALG } from "./linalg.ts";
import { MERGE } from "./merge.ts";
import { MOVEMENT } from "./movement.ts";
import type { Operation, OperationTable } from "./operation.ts";
import { PARTITIONS } from "./partitions.ts";
import { PRODUCTS } from "./products.ts";
import { RANDOM } from "./random.ts";
import { REDUCTIONS } from "./reductions.ts";
import { SCAN } from "./scan.ts";
import { SERIES } from "./series.ts";
import { SHUFFLE } from "./shuffle.ts";
import { SORTING } from "./sorting.ts";
import { STORAGE } from "./storage.ts";
import { TO_FRAME } from "./to-frame.ts";
import { WINDOW } from "./window.ts";

export const TABLES: Readonly<Record<string, OperationTable>> = {
  creation: CREATION,
  random: RANDOM,
  elementwise: ELEMENTWISE,
  reductions: REDUCTIONS,
  movement: MOVEMENT,
  sorting: SORTING,
  counting: COUNTING,
  indexing: INDEXING,
  choosing: CHOOSING,
  products: PRODUCTS,
  linalg: LINALG,
  fft: FFT,
  blockwise: BLOCKWISE,
  bag: BAG,
  delayed: DELAYED,
  frame: FRAME,
  partitions: PARTITIONS,
  frameReductions: FRAME_REDUCTIONS,
  series: SERIES,
  groupby: GROUPBY,
  scan: SCAN,
  shuffle: SHUFFLE,
  merge: MERGE,
  window: WINDOW,
  io: IO,
  storage: STORAGE,
  toFrame: TO_FRAME,
  fused: FUSED,
};
const rows = new Map<string, Operation>();
for (const [table, operations] of Object.entries(TABLES)) {
  for (const [name, row] of Object.entries(operations)) {
    if (rows.has(name)) throw new Error(`operation "${name}" stands in two tables, one of them ${table}`);
    rows.set(name, row);
  }
}

export function operation(name: string): Operation {
  const row = rows.get(name);
  if (row === undefined) throw new NotSupportedError(`no operation "${name}"`);
  return row;
}
export const operationNames = (): string[] => [...rows.keys()];
