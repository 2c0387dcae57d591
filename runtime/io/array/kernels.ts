/** The kernels of array storage, by name. */

import type { KernelTable } from "../../kernels/kernel.ts";
import { delayedBlock } from "./from-delayed.ts";
import { loadArray } from "./load-kernel.ts";
import { commitArrays, saveBlock } from "./save-kernel.ts";

export const STORAGE_KERNELS: KernelTable = {
  "array.fromDelayed": delayedBlock,
  "array.load": loadArray,
  "array.save": saveBlock,
  "array.commit": commitArrays,
};
