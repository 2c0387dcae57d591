/** A name for one write: the same for the same data to the same place, so that building it twice gives equal expressions. */

import type { Expr } from "../../expr/expr.ts";
import { hashOf } from "../../meta/hash.ts";

export const writeToken = (input: Expr, path: string): string => hashOf([input.id, path]).slice(0, 12);
