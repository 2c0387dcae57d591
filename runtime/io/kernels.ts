/** The kernels of sources and sinks, by name. */

import type { KernelTable } from "../kernels/kernel.ts";
import { readCsvKernel } from "./csv/kernel.ts";
import { writeCsvKernel } from "./csv/write-kernel.ts";
import { tablePart } from "./table/kernel.ts";

export const IO_KERNELS: KernelTable = {
  "csv.read": readCsvKernel,
  "csv.write": writeCsvKernel,
  "table.part": tablePart,
};
