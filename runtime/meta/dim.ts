/**
 * Sizes and the two ways of not knowing them. NaN is the run's: known only after computing. `Unknown` is the editor's: the analysis cannot
 * tell; it carries why, and an identity so that equal unknowns match.
 */

export interface Unknown {
  readonly unknown: string;
  readonly id: number;
}
export type Dim = number | Unknown;

let nextId = 1;
export const unknown = (why: string): Unknown => ({ unknown: why, id: nextId++ });
export const isUnknown = (value: unknown): value is Unknown => typeof value === "object" && value !== null && "unknown" in value && "id" in value;
export const isKnown = (dim: Dim): dim is number => typeof dim === "number" && !Number.isNaN(dim);
export const sameDim = (a: Dim, b: Dim): boolean => (isUnknown(a) ? isUnknown(b) && a.id === b.id : Object.is(a, b));
export const dimText = (dim: Dim): string => (isKnown(dim) ? dim.toLocaleString("en-US") : "?");
export const product = (dims: readonly Dim[]): number => dims.reduce<number>((n, d) => (isUnknown(d) ? Number.NaN : n * d), 1);
export const total = (dims: readonly Dim[]): Dim => {
  let sum = 0;
  for (const d of dims) {
    if (isUnknown(d)) return d;
    sum += d;
  }
  return sum;
};
