/** Data and mask as one block, for results: no other kernel sees it. */

import { MaskedNDArray } from "../../values/masked.ts";
import type { Value } from "../../values/element.ts";
import type { KernelTable } from "../kernel.ts";
import { asBlock } from "./elementwise.ts";

export const MASKED_KERNELS: KernelTable = {
  "array.masked": ([data, mask], params) => new MaskedNDArray(asBlock(data), asBlock(mask), params["fillValue"] as Value | undefined),
};
