/** Every array kernel by its name. Kernels of frames, bags, delayed calls and files are merged with these where graphs are run. */

import "./array/block-math.ts";
import { CREATION_KERNELS } from "./array/creation.ts";
import { CUMULATE_KERNELS } from "./array/cumulate.ts";
import { ELEMENTWISE_KERNELS } from "./array/elementwise.ts";
import { INDEXING_KERNELS } from "./array/indexing.ts";
import { MAP_BLOCKS_KERNELS } from "./array/map-blocks.ts";
import { CONTRACT_KERNELS } from "./array/contract.ts";
import { MOVE_KERNELS } from "./array/move.ts";
import { RANDOM_KERNELS } from "./array/random.ts";
import { READ_KERNELS } from "./array/read.ts";
import { REDUCTION_KERNELS } from "./array/reduce.ts";
import type { KernelTable } from "./kernel.ts";

export const ARRAY_KERNELS: KernelTable = {
  ...CREATION_KERNELS,
  ...RANDOM_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...REDUCTION_KERNELS,
  ...MOVE_KERNELS,
  ...INDEXING_KERNELS,
  ...CUMULATE_KERNELS,
  ...CONTRACT_KERNELS,
  ...MAP_BLOCKS_KERNELS,
  ...READ_KERNELS,
};
