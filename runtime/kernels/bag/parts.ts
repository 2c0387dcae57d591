/** Kernels that move whole partitions: taking, joining, splitting, shuffling. */

import type { FunctionRef } from "../../expr/function-ref.ts";
import type { KernelTable } from "../kernel.ts";
import { keyOf, KeyedMap } from "./equality.ts";

export const PARTS: KernelTable = {
  "bag.identity": ([value]) => (Array.isArray(value) ? value : [...(value as Iterable<unknown>)]),
  "bag.take": ([parts], params) => {
    const k = params["k"] as number;
    const out: unknown[] = [];
    for (const part of parts as unknown[][]) {
      if (out.length >= k) break;
      out.push(...part.slice(0, k - out.length));
    }
    return out;
  },
  "bag.concat": ([parts]) => (parts as unknown[][]).flat(),
  "bag.split": ([values], params) => {
    const { piece, of } = params as { piece: number; of: number };
    const all = values as unknown[];
    const cut = (i: number) => Math.floor((i * all.length) / of);
    return all.slice(cut(piece), cut(piece + 1));
  },
  "bag.product": ([left, right]) => (left as unknown[]).flatMap(a => (right as unknown[]).map(b => [a, b])),
  "bag.shuffle.split": ([values], params, context) => {
    const n = params["npartitions"] as number;
    const key = context.func(params["function"] as FunctionRef) as (value: unknown) => unknown;
    const out = Array.from({ length: n }, (): [unknown, unknown][] => []);
    for (const value of values as unknown[]) {
      const k = key(value);
      out[hashText(String(keyOf(k))) % n]!.push([k, value]);
    }
    return out;
  },
  "bag.shuffle.collect": ([splits], _params, context) => {
    const groups = new KeyedMap<unknown[]>();
    for (const split of splits as [unknown, unknown][][][]) {
      for (const [key, value] of split[context.index[0]!]!) {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [value]);
        else group.push(value);
      }
    }
    return groups.entries();
  },
};

/** FNV-1a. */
function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}
