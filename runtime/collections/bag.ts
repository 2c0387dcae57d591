/** `bask/bag` without a way to run: what the editor loads too. */

import { declareMethods } from "../declared.ts";
import { Bag } from "./bag/bag.ts";

declareMethods(Bag, "Bag");

export { Bag };
export { readText } from "./bag/read-text.ts";
export { concat, fromDelayed, fromSequence, map, mapPartitions, range, zip } from "./bag/create.ts";
