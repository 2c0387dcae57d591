/** Every kernel of frames and series. */

import type { KernelTable } from "../kernel.ts";
import { GROUPBY_KERNELS } from "./groupby.ts";
import { MERGE_KERNELS } from "./merge.ts";
import { ROW_KERNELS } from "./rows.ts";
import { SCAN_KERNELS } from "./scan.ts";
import { SELECT_KERNELS } from "./select.ts";
import { SERIES_KERNELS } from "./series.ts";
import { SHUFFLE_KERNELS } from "./shuffle.ts";
import { WINDOW_KERNELS } from "./window.ts";

export const FRAME_KERNELS: KernelTable = {
  ...SELECT_KERNELS,
  ...ROW_KERNELS,
  ...SERIES_KERNELS,
  ...GROUPBY_KERNELS,
  ...SCAN_KERNELS,
  ...SHUFFLE_KERNELS,
  ...MERGE_KERNELS,
  ...WINDOW_KERNELS,
};
