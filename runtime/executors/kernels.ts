/** Every kernel by name: what the inline engine and each worker thread know. */

import { ARRAY_KERNELS } from "../kernels/index.ts";
import { EACH } from "../kernels/bag/each.ts";
import { PARTS } from "../kernels/bag/parts.ts";
import { BAG_REDUCTIONS } from "../kernels/bag/reductions.ts";
import { DELAYED_KERNELS } from "../kernels/delayed/kernels.ts";
import { FRAME_KERNELS } from "../kernels/frame/index.ts";
import { IO_KERNELS } from "../io/kernels.ts";
import { TEXT_KERNELS } from "../io/text/kernels.ts";
import { fusedKernel } from "../kernels/fused.ts";
import type { KernelTable } from "../kernels/kernel.ts";

export const KERNELS: KernelTable = {
  ...ARRAY_KERNELS,
  ...EACH,
  ...PARTS,
  ...BAG_REDUCTIONS,
  ...DELAYED_KERNELS,
  ...TEXT_KERNELS,
  ...FRAME_KERNELS,
  ...IO_KERNELS,
  fused: fusedKernel(() => KERNELS),
};
