/** One kind of mistake that a text can be searched for. */

import type { Analysis } from "../analysis/analysis.ts";
import type { Problem } from "../analysis/evaluate/state.ts";

export interface Rule {
  readonly code: string;
  /** What it finds, in a sentence. */
  readonly about: string;
  check(analysis: Analysis): Problem[];
}
