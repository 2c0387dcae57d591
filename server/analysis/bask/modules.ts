/** What `import ... from "bask/..."` binds: the functions that build, the same as the run's. Names that are not here are unknown. */

import * as bag from "../../../runtime/collections/bag.ts";
import { delayed } from "../../../runtime/collections/delayed/call.ts";
import { isLazy } from "../../../runtime/collections/lazy.ts";
import { makeBuiltin, unknown, type Value } from "../evaluate/value.ts";
import * as several from "./compute.ts";

const settings: readonly (readonly [string, Value])[] = [
  ["display", makeBuiltin("display", () => undefined)],
  ["annotate", makeBuiltin("annotate", () => unknown("an annotation", "object"))],
  ["capture", makeBuiltin("capture", (_ev, _self, [, f]) => f)],
  ["isBaskCollection", makeBuiltin("isBaskCollection", (_ev, _self, [value]) => isLazy(value))],
];

const MODULES: Readonly<Record<string, readonly (readonly [string, Value])[]>> = {
  bask: [["delayed", delayed], ...Object.entries(several), ...settings],
  "bask/bag": Object.entries(bag),
};

const tables = new Map(Object.entries(MODULES).map(([name, entries]) => [name, new Map(entries)]));

export const baskModule = (specifier: string): ReadonlyMap<string, Value> | undefined => tables.get(specifier);
export const isBaskModule = (specifier: string): boolean => specifier === "bask" || specifier.startsWith("bask/");
