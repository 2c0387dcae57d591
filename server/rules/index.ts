/** The catalogue of rules. */

import { AR13 } from "./array/all-to-all.ts";
import { AR23 } from "./array/bad-shape.ts";
import { AR20 } from "./array/coarsen-factor.ts";
import { AR06 } from "./array/embedded.ts";
import { AR04 } from "./array/few-chunks.ts";
import { AR26 } from "./array/fits-in-memory.ts";
import { AR15 } from "./array/huge-result.ts";
import { AR21 } from "./array/irregular-store.ts";
import { AR02 } from "./array/large-chunks.ts";
import { AR08 } from "./array/large-slice.ts";
import { AR22 } from "./array/lazy-from-array.ts";
import { AR03 } from "./array/many-tasks.ts";
import { AR17 } from "./array/map-blocks-dtype.ts";
import { AR18 } from "./array/map-blocks-shape.ts";
import { AR11 } from "./array/misaligned.ts";
import { AR10 } from "./array/multiplied-chunks.ts";
import { AR16 } from "./array/needed-twice.ts";
import { AR14 } from "./array/one-chunk-axis.ts";
import { AR19 } from "./array/overlap-depth.ts";
import { AR12 } from "./array/reshape-merges.ts";
import { AR01 } from "./array/small-chunks.ts";
import { AR07 } from "./array/unknown-sizes.ts";
import { AR24 } from "./array/unseeded.ts";
import { AR09 } from "./array/unsorted-index.ts";
import { BG07 } from "./bag/compressed-blocks.ts";
import { BG09 } from "./bag/consumed-twice.ts";
import { BG03 } from "./bag/embedded.ts";
import { BG01 } from "./bag/groupby-then-fold.ts";
import { BG02 } from "./bag/heavy-bag.ts";
import { BG10 } from "./bag/nested-records.ts";
import { BG05 } from "./bag/order-matters.ts";
import { BG08 } from "./bag/short-take.ts";
import { BG04 } from "./bag/tiny-partitions.ts";
import { BG06 } from "./bag/unequal-bags.ts";
import { DL01 } from "./delayed/called-too-early.ts";
import { DL17 } from "./delayed/cannot-travel.ts";
import { DL03 } from "./delayed/changed-argument.ts";
import { DL02 } from "./delayed/compute-in-loop.ts";
import { DL12 } from "./delayed/delayed-condition.ts";
import { DL08 } from "./delayed/delayed-in-task.ts";
import { DL19 } from "./delayed/impure-as-pure.ts";
import { DL10 } from "./delayed/large-argument.ts";
import { DL16 } from "./delayed/large-capture.ts";
import { DL13 } from "./delayed/lazy-as-plain.ts";
import { DL11 } from "./delayed/lazy-condition.ts";
import { DL15 } from "./delayed/loop-variable.ts";
import { DL05 } from "./delayed/never-computed.ts";
import { DL14 } from "./delayed/not-awaited.ts";
import { DL06 } from "./delayed/one-giant-task.ts";
import { DL04 } from "./delayed/outer-state.ts";
import { DL07 } from "./delayed/too-many-tasks.ts";
import { DL18 } from "./delayed/unknown-member.ts";
import { DL09 } from "./delayed/whole-collection.ts";
import { DS05 } from "./distributed/dropped-future.ts";
import { DS10 } from "./distributed/future-as-value.ts";
import { DS01 } from "./distributed/large-answer.ts";
import { DS03 } from "./distributed/large-argument.ts";
import { DS13 } from "./distributed/lost-annotation.ts";
import { DS02 } from "./distributed/many-futures.ts";
import { DS15 } from "./distributed/mistyped-name.ts";
import { DS09 } from "./distributed/never-closed.ts";
import { DS08 } from "./distributed/persist-ignored.ts";
import { DS07 } from "./distributed/repeated-effect.ts";
import { DS14 } from "./distributed/retried-impure.ts";
import { DS06 } from "./distributed/scattered-lost.ts";
import { DS12 } from "./distributed/small-workers.ts";
import { DS11 } from "./distributed/unguarded-cluster.ts";
import { DS04 } from "./distributed/waits-in-task.ts";
import { DF25 } from "./frame/block-size.ts";
import { DF09 } from "./frame/compressed-csv.ts";
import { DF16 } from "./frame/concat-rows.ts";
import { DF08 } from "./frame/early-persist.ts";
import { DF26 } from "./frame/embedded.ts";
import { DF21 } from "./frame/exact-cost.ts";
import { DF27 } from "./frame/fits-in-memory.ts";
import { DF01 } from "./frame/full-shuffle.ts";
import { DF05 } from "./frame/key-dtypes.ts";
import { DF04 } from "./frame/large-with-small.ts";
import { DF20 } from "./frame/many-groups.ts";
import { DF24 } from "./frame/no-column.ts";
import { DF12 } from "./frame/no-meta.ts";
import { DF10 } from "./frame/opaque-function.ts";
import { DF06 } from "./frame/partition-size.ts";
import { DF07 } from "./frame/persist-ignored.ts";
import { DF22 } from "./frame/repeated-categories.ts";
import { DF02 } from "./frame/repeated-shuffle.ts";
import { DF23 } from "./frame/reset-index.ts";
import { DF13 } from "./frame/row-by-row.ts";
import { DF14 } from "./frame/rows-in-loop.ts";
import { DF19 } from "./frame/short-head.ts";
import { DF03 } from "./frame/sorted-index.ts";
import { DF18 } from "./frame/unknown-categories.ts";
import { DF15 } from "./frame/unknown-divisions.ts";
import { DF17 } from "./frame/window-too-large.ts";
import type { Rule } from "./rule.ts";

/** A problem of the library belongs to the first rule that claims it. */
export const RULES: readonly Rule[] = [
  DL01,
  DL02,
  DL03,
  DL04,
  DL05,
  DL06,
  DL07,
  DL08,
  DL09,
  DL10,
  DL11,
  DL12,
  DL13,
  DL14,
  DL15,
  DL16,
  DL17,
  DL18,
  DL19,
  AR01,
  AR02,
  AR03,
  AR04,
  AR06,
  AR07,
  AR08,
  AR09,
  AR10,
  AR11,
  AR12,
  AR13,
  AR14,
  AR15,
  AR16,
  AR17,
  AR18,
  AR19,
  AR20,
  AR21,
  AR22,
  AR23,
  AR24,
  AR26,
  DF01,
  DF02,
  DF03,
  DF04,
  DF05,
  DF06,
  DF07,
  DF08,
  DF09,
  DF10,
  DF12,
  DF13,
  DF14,
  DF15,
  DF16,
  DF17,
  DF18,
  DF19,
  DF20,
  DF21,
  DF22,
  DF23,
  DF24,
  DF25,
  DF26,
  DF27,
  BG01,
  BG02,
  BG03,
  BG04,
  BG05,
  BG06,
  BG07,
  BG08,
  BG09,
  BG10,
  DS01,
  DS02,
  DS03,
  DS04,
  DS05,
  DS06,
  DS07,
  DS08,
  DS09,
  DS10,
  DS11,
  DS12,
  DS13,
  DS14,
  DS15,
];
