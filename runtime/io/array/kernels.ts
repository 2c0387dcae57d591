/** The kernels of array storage, by name. */

import type { KernelTable } from "../../kernels/kernel.ts";
import { loadArray } from "./load-kernel.ts";

export const STORAGE_KERNELS: KernelTable = {
  "array.load": loadArray,
};
