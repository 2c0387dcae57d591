/** The catalogue of rules. */

import { lazyCondition } from "./lazy-condition.ts";
import type { Rule } from "./rule.ts";

export const RULES: readonly Rule[] = [lazyCondition];
