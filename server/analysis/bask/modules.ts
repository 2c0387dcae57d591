/** What `import ... from "bask/..."` binds: the functions that build, the same as the run's. Names that are not here are unknown. */

import { posix } from "node:path";
import * as array from "../../../runtime/collections/array.ts";
import * as bag from "../../../runtime/collections/bag.ts";
import * as dataframe from "../../../runtime/collections/frame.ts";
import { delayed } from "../../../runtime/collections/delayed/call.ts";
import { isLazy } from "../../../runtime/collections/lazy.ts";
import { ellipsis, newaxis, slice } from "../../../runtime/meta/slice.ts";
import { pure } from "../evaluate/builtins/globals.ts";
import { isPlainObject, makeBuiltin, Namespace, unknown, type Value } from "../evaluate/value.ts";
import * as several from "./compute.ts";

const settings: readonly (readonly [string, Value])[] = [
  [
    "config",
    new Namespace("config", [
      ["get", makeBuiltin("config.get", () => unknown("a setting of the run"))],
      ["set", makeBuiltin("config.set", () => unknown("what restores the settings", "object"))],
    ]),
  ],
  ["display", makeBuiltin("display", () => undefined)],
  ["annotate", makeBuiltin("annotate", () => unknown("an annotation", "object"))],
  ["capture", makeBuiltin("capture", (_ev, _self, [, f]) => f)],
  ["isBaskCollection", makeBuiltin("isBaskCollection", (_ev, _self, [value]) => isLazy(value))],
];

type Exports = readonly (readonly [string, Value])[];

/** Objects of functions (`da.random`) become namespaces, which user code cannot write to. */
const exportsOf = (name: string, module: object): Exports =>
  Object.entries(module)
    .filter(([, value]) => !isHandleClass(value))
    .map(([key, value]) => [key, isPlainObject(value) ? new Namespace(`${name}.${key}`, exportsOf(key, value)) : value] as const);

/** Collections are made by functions. */
const isHandleClass = (value: unknown): boolean =>
  typeof value === "function" && typeof value.prototype === "object" && value.prototype !== null && "compute" in value.prototype;

const MODULES: Readonly<Record<string, Exports>> = {
  bask: [["delayed", delayed], ["slice", slice], ["newaxis", newaxis], ["ellipsis", ellipsis], ...Object.entries(several), ...settings],
  "bask/array": exportsOf("bask/array", array),
  "bask/dataframe": exportsOf("bask/dataframe", dataframe),
  "bask/bag": exportsOf("bask/bag", bag),
};

/** Pure functions of Node's that paths of data are often made with. */
const path: Exports = (["basename", "dirname", "extname", "join", "normalize"] as const).map(name =>
  pure(
    `path.${name}`,
    (...args: unknown[]) =>
      args.every(arg => typeof arg === "string") ? (posix[name] as (...all: unknown[]) => Value)(...args) : unknown("a path that is not followed", "string"),
    "string",
  ),
);

const tables = new Map(Object.entries({ ...MODULES, "node:path": path, path }).map(([name, entries]) => [name, new Map(entries)]));

export const baskModule = (specifier: string): ReadonlyMap<string, Value> | undefined => tables.get(specifier);
export const isBaskModule = (specifier: string): boolean => specifier === "bask" || specifier.startsWith("bask/");

/** Values that modules of the library export, which hold nothing of the user's. */
const exported = new Set<Value>();
const addAll = (entries: Iterable<readonly [string, Value]>): void => {
  for (const [, value] of entries)
    if (value instanceof Namespace) addAll(value.members);
    else exported.add(value);
};
for (const entries of tables.values()) addAll(entries);
export const isLibraryValue = (value: Value): boolean => exported.has(value);
