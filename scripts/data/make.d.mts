/** Types of make.mjs, for the TypeScript that calls it. */
export interface Recipe { seed: number; scale: number }
export interface DataSet { name: string; version: number; make(folder: string, recipe: Recipe): void | Promise<void> }
export interface Outcome { made: boolean; files: number; bytes: number }
export function ensure(folder: string, set: DataSet, recipe: Recipe, log?: (line: string) => void): Promise<Outcome>;
