/** The catalogue of rules. */

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
import type { Rule } from "./rule.ts";

/** A problem of the library belongs to the first rule that claims it. */
export const RULES: readonly Rule[] = [DL01, DL02, DL03, DL04, DL05, DL06, DL07, DL08, DL09, DL10, DL11, DL12, DL13, DL14, DL15, DL16, DL17, DL18, DL19];
