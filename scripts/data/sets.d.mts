/** Types of sets.mjs, for the TypeScript that calls it. */
import type { DataSet } from "./make.mjs";
export const sets: readonly DataSet[];
