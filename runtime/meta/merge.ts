/** What a merge puts side by side: which columns come out, under which names, and from where. */

import { ColumnError } from "../errors.ts";
import type { ColumnMeta } from "./meta.ts";

export type How = "inner" | "left" | "right" | "outer";

/** A column of the result: of the left side, of the right, or key `key` of both. */
export type MergeOut = { readonly name: string; readonly side: "left" | "right"; readonly column: string } | { readonly name: string; readonly key: number };

export interface MergeParams {
  readonly how: How;
  /** Keys in pairs; none where the indices are the keys. */
  readonly leftOn: readonly string[];
  readonly rightOn: readonly string[];
  readonly byIndex: boolean;
  readonly out: readonly MergeOut[];
}

/** Keys of one name come once; other names that both sides have get the suffixes. */
export function mergeColumns(
  left: readonly ColumnMeta[],
  right: readonly ColumnMeta[],
  leftOn: readonly string[],
  rightOn: readonly string[],
  suffixes: readonly [string, string],
): MergeOut[] {
  const shared = leftOn.map((name, i) => (rightOn[i] === name ? name : undefined));
  const both = new Set(left.map(column => column.name).filter(name => !shared.includes(name) && right.some(column => column.name === name)));
  if (both.size > 0 && suffixes[0] === suffixes[1])
    throw new ColumnError(
      [...both][0]!,
      left.map(column => column.name),
      "both sides: the suffixes must differ",
    );
  const named = (name: string, suffix: string): string => (both.has(name) ? name + suffix : name);
  return [
    ...left.map(({ name }): MergeOut =>
      shared.includes(name) ? { name, key: shared.indexOf(name) } : { name: named(name, suffixes[0]), side: "left", column: name },
    ),
    ...right.filter(({ name }) => !shared.includes(name)).map(({ name }): MergeOut => ({ name: named(name, suffixes[1]), side: "right", column: name })),
  ];
}

/** Which side's rows may stay without a partner. */
export const leavesGaps = (how: How, side: "left" | "right"): boolean => how === "outer" || (side === "left" ? how === "right" : how === "left");
