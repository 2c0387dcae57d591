/** Every array kernel by its name. Kernels of frames, bags, delayed calls and files are merged with these where graphs are run. */

import "./array/block-math.ts";
import { CHOOSING_KERNELS } from "./array/choosing.ts";
import { CREATION_KERNELS } from "./array/creation.ts";
import { COUNTING_KERNELS } from "./array/counting.ts";
import { GRADIENT_KERNELS } from "./array/gradient.ts";
import { QUANTILE_KERNELS } from "./array/quantile.ts";
import { SORTING_KERNELS } from "./array/sorting.ts";
import { CUMULATE_KERNELS } from "./array/cumulate.ts";
import { ELEMENTWISE_KERNELS } from "./array/elementwise.ts";
import { INDEXING_KERNELS } from "./array/indexing.ts";
import { FFT_KERNELS } from "./array/fft/kernel.ts";
import { LINALG_KERNELS } from "./array/linalg/kernels.ts";
import { GUFUNC_KERNELS } from "./array/gufunc.ts";
import { MASKED_KERNELS } from "./array/masked.ts";
import { MAP_BLOCKS_KERNELS } from "./array/map-blocks.ts";
import { CONTRACT_KERNELS } from "./array/contract.ts";
import { MOVE_KERNELS } from "./array/move.ts";
import { OVERLAP_KERNELS } from "./array/overlap.ts";
import { RANDOM_KERNELS } from "./array/random.ts";
import { READ_KERNELS } from "./array/read.ts";
import { REDUCTION_KERNELS } from "./array/reduce.ts";
import { TAIL_KERNELS } from "./array/tails.ts";
import { TO_FRAME_KERNELS } from "./array/to-frame.ts";
import type { KernelTable } from "./kernel.ts";
import { VECTOR_KERNELS } from "./wasm/kernels.ts";

export const ARRAY_KERNELS: KernelTable = {
  ...CREATION_KERNELS,
  ...RANDOM_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...REDUCTION_KERNELS,
  ...MOVE_KERNELS,
  ...INDEXING_KERNELS,
  ...CHOOSING_KERNELS,
  ...CUMULATE_KERNELS,
  ...COUNTING_KERNELS,
  ...GRADIENT_KERNELS,
  ...QUANTILE_KERNELS,
  ...SORTING_KERNELS,
  ...CONTRACT_KERNELS,
  ...LINALG_KERNELS,
  ...FFT_KERNELS,
  ...MAP_BLOCKS_KERNELS,
  ...GUFUNC_KERNELS,
  ...OVERLAP_KERNELS,
  ...MASKED_KERNELS,
  ...TAIL_KERNELS,
  ...READ_KERNELS,
  ...TO_FRAME_KERNELS,
  ...VECTOR_KERNELS,
};
