/** The lowerings that are a form of their own, by the name an operation's row gives. One file each. */

import * as arrays from "./array-forms.ts";
import { contract } from "./array-products.ts";
import {
  concatFrames,
  gatherTables,
  headPartitions,
  locPartitions,
  neighbours,
  pickPartitions,
  repartitionFrame,
  scanParts,
  shuffleFrame,
  tailPartition,
} from "./frame-parts.ts";
import { fused } from "./fused.ts";
import * as indexing from "./indexing.ts";
import type { Form } from "./lower.ts";
import { mergeParts, redivideFrame } from "./merge.ts";
import { accumulateParts, concatParts, gatherParts, onePartition, productParts, repartitionParts, shuffleParts, takeParts } from "./parts.ts";

export const FORMS: Readonly<Record<string, Form>> = {
  fused,
  "array.slice": arrays.slice,
  "array.rechunk": arrays.rechunk,
  "array.transpose": arrays.transpose,
  "array.take": arrays.take,
  "array.mask": arrays.mask,
  "array.concatenate": arrays.concatenate,
  "array.stack": arrays.stack,
  "array.reshape": arrays.reshape,
  "array.shapes": arrays.shapes,
  "array.sized": arrays.sized,
  "array.blocks": arrays.pickBlocks,
  "array.setItem": indexing.setItem,
  "array.points": indexing.points,
  "array.takeLazy": indexing.takeLazy,
  "array.positionMask": indexing.positionMask,
  "array.diagonal": indexing.diagonal,
  "array.map-blocks": arrays.mapBlocks,
  "array.contract": contract,
  "array.cumulative": arrays.cumulative,
  gatherParts,
  concatParts,
  productParts,
  takeParts,
  accumulateParts,
  repartitionParts,
  shuffleParts,
  onePartition,
  mergeParts,
  redivideFrame,
  neighbours,
  concatFrames,
  gatherTables,
  headPartitions,
  locPartitions,
  tailPartition,
  pickPartitions,
  repartitionFrame,
  scanParts,
  shuffleFrame,
};
