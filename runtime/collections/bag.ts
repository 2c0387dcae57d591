/** `bask/bag` without a way to run: what the editor loads too. */

export { Bag } from "./bag/bag.ts";
export { readText } from "../io/text/read-text.ts";
export { concat, fromDelayed, fromSequence, map, mapPartitions, range, zip } from "./bag/create.ts";
