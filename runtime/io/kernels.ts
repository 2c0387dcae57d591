/** The kernels of sources and sinks, by name. */

import type { KernelTable } from "../kernels/kernel.ts";
import { STORAGE_KERNELS } from "./array/kernels.ts";
import { readCsvKernel } from "./csv/kernel.ts";
import { writeCsvKernel } from "./csv/write-kernel.ts";
import { readJsonKernel, writeJsonKernel } from "./json/kernels.ts";
import { readParquetKernel } from "./parquet/kernel.ts";
import { writeParquetKernel } from "./parquet/write-kernel.ts";
import { tablePart } from "./table/kernel.ts";

export const IO_KERNELS: KernelTable = {
  "csv.read": readCsvKernel,
  "csv.write": writeCsvKernel,
  "json.read": readJsonKernel,
  "json.write": writeJsonKernel,
  "parquet.read": readParquetKernel,
  "parquet.write": writeParquetKernel,
  "table.part": tablePart,
  ...STORAGE_KERNELS,
};
