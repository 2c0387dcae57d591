/** The kernels of sources and sinks, by name. */

import type { KernelTable } from "../kernels/kernel.ts";
import { readCsvKernel } from "./csv/kernel.ts";

export const IO_KERNELS: KernelTable = {
  "csv.read": readCsvKernel,
};
