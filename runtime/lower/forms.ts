/** The lowerings that are a form of their own, by the name an operation's row gives. One file each. */

import * as arrays from "./array-forms.ts";
import * as blockFunctions from "./block-functions.ts";
import * as linalg from "./array-linalg.ts";
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
import * as storage from "./storage.ts";
import { fused } from "./fused.ts";
import * as indexing from "./indexing.ts";
import type { Form } from "./lower.ts";
import * as overlaps from "./overlap.ts";
import { mergeParts, redivideFrame } from "./merge.ts";
import { reduction } from "./reduction.ts";
import { accumulateParts, concatParts, gatherParts, onePartition, productParts, repartitionParts, shuffleParts, takeParts } from "./parts.ts";
import { rechunk } from "./rechunk.ts";
import * as sorting from "./sorting-forms.ts";

export const FORMS: Readonly<Record<string, Form>> = {
  fused,
  "array.slice": arrays.slice,
  "array.rechunk": rechunk,
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
  "array.push": indexing.push,
  "array.map-blocks": blockFunctions.mapBlocks,
  "array.blockwise": blockFunctions.blockwise,
  "array.output": blockFunctions.output,
  "array.overlap": overlaps.overlap,
  "array.windows": overlaps.windows,
  "array.mapOverlap": overlaps.mapOverlap,
  "array.same-blocks": overlaps.sameBlocks,
  "array.reduction": reduction,
  "array.contract": contract,
  "linalg.inOrder": linalg.inOrder,
  "linalg.qrStack": linalg.qrStack,
  "linalg.qrDown": linalg.qrDown,
  "linalg.cholesky": linalg.cholesky,
  "linalg.triangular": linalg.triangular,
  "linalg.lu": linalg.lu,
  "linalg.luPart": linalg.luPart,
  "linalg.permuteRows": linalg.permuteRows,
  "array.cumulative": arrays.cumulative,
  "array.withWhole": sorting.withWhole,
  "array.toFrame": arrays.toFrame,
  "array.pairs": sorting.pairs,
  "array.onAxes": sorting.onAxes,
  "array.gradient": sorting.gradient,
  "array.inTurn": storage.inTurn,
  "array.save": storage.save,
  "array.commit": storage.commit,
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
