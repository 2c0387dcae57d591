/** A package as a function again, in the thread that will call it. */

import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { compileFunction, constants } from "node:vm";
import { usingStack } from "../cells/disposal.ts";
import type { Capture, FunctionPackage } from "./package.ts";
import { unpack } from "./portable.ts";
import { quietly } from "./quietly.ts";
import { globalAt } from "./well-known.ts";

/** Imports a module for a capture: `url` is absolute, or bare and then resolved from the file or URL `from`. */
export type LoadModule = (url: string, from: string | undefined) => Promise<object>;

export interface RebuildOptions {
  readonly load: LoadModule;
  /** The packages of the functions that this one uses, by id. */
  readonly lookup?: (id: string) => FunctionPackage | undefined;
  /** Functions that are rebuilt already, by id; the new ones are added to it. */
  readonly built?: Map<string, Function>;
}

/** Rebuilds a function and those it uses. The frames of its errors stand in the user's file, at the user's lines. */
export async function rebuild(pkg: FunctionPackage, options: RebuildOptions): Promise<Function> {
  const built = options.built ?? new Map<string, Function>();
  const made = new Map<string, Function>();
  const begun = new Set<string>();
  /** Functions of a cycle get what they use once all of them are there. */
  const waiting: (() => Promise<void>)[] = [];

  const functionFor = async (id: string): Promise<Function | undefined> => {
    const known = made.get(id) ?? built.get(id);
    if (known || begun.has(id)) return known;
    const found = id === pkg.id ? pkg : options.lookup?.(id);
    if (!found) throw new Error(`function ${id} was not sent to this worker`);
    begun.add(id);
    let complete = true;
    const valueOf = async (capture: Capture): Promise<unknown> => {
      if ("members" in capture) return composed(capture, await mapValues(capture.members, valueOf), valueOf);
      if (capture.kind !== "function") return outside(capture, options.load);
      const f = await functionFor(capture.id);
      if (!f) complete = false;
      return f;
    };
    const { f, assign } = compile(found, await mapValues(found.captures, valueOf));
    made.set(id, f);
    if (!complete) waiting.push(async () => assign(await mapValues(found.captures, valueOf)));
    return f;
  };

  const f = (await functionFor(pkg.id))!;
  for (const fill of waiting) await fill();
  for (const [id, other] of made) built.set(id, other);
  return f;
}

async function composed(
  capture: Extract<Capture, { members: unknown }>,
  members: Record<string, unknown>,
  valueOf: (capture: Capture) => Promise<unknown>,
): Promise<unknown> {
  if (capture.kind === "list") return Object.values(members);
  if (capture.kind !== "instance") return members;
  const of = (await valueOf(capture.of)) as { prototype: object } | undefined;
  // Of a class that is still being rebuilt: this is done again when all of the cycle are there.
  return of === undefined ? undefined : Object.assign(Object.create(of.prototype) as object, members);
}

async function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => Promise<U>): Promise<Record<string, U>> {
  const result: Record<string, U> = {};
  for (const [name, value] of Object.entries(record)) result[name] = await map(value);
  return result;
}

async function outside(capture: Exclude<Capture, { kind: "function" } | { members: unknown }>, load: LoadModule): Promise<unknown> {
  switch (capture.kind) {
    case "value":
      return capture.portable ? unpack(capture.value) : capture.value;
    case "global":
      return globalAt(capture.path);
    case "using":
      return usingStack;
    case "require":
      return createRequire(capture.from);
    case "load":
      return (specifier: string) => load(specifier, capture.from);
    case "meta":
      return metaOf(capture.from);
    case "module": {
      const namespace = (await load(capture.url, capture.from)) as Record<string, unknown>;
      if (capture.export === "*") return namespace;
      if (!(capture.export in namespace)) throw new SyntaxError(`"${capture.url}" has no export "${capture.export}"`);
      return namespace[capture.export];
    }
  }
}

/** `import.meta` of a file, as plain data. */
export function metaOf(url: string): object {
  if (!url.startsWith("file:")) return { url };
  const filename = fileURLToPath(url);
  return { url, filename, dirname: filename.slice(0, Math.max(filename.lastIndexOf("/"), filename.lastIndexOf("\\"))) };
}

type Assign = (values: Record<string, unknown>) => void;

function compile(pkg: FunctionPackage, values: Record<string, unknown>): { f: Function; assign: Assign } {
  const names = Object.keys(pkg.captures);
  const [before, after] = pkg.form === "expression" ? ["(", ")"] : ["({ ", " })"];
  const head = `${pkg.strict ? '"use strict"; ' : ""}return [${before}`;
  const assignment = names.length > 0 ? `({ ${names.join(", ")} } = $values);` : "";
  const code = `${head}${pkg.source}\n${after}, $values => { ${assignment} }]`;
  const factory = quietly(() =>
    compileFunction(code, names, {
      filename: pkg.file ?? `bask:${pkg.name}`,
      lineOffset: (pkg.line ?? 1) - 1,
      // The head stands before the text on its first line, so its length is taken off again.
      columnOffset: (pkg.column ?? 1) - 1 - head.length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
    }),
  ) as (...values: unknown[]) => [unknown, Assign];
  const [made, assign] = factory(...names.map(n => values[n]));
  const f =
    pkg.form === "expression" ? (made as Function) : (Object.getOwnPropertyDescriptor(made, "m")![pkg.form === "method" ? "value" : pkg.form] as Function);
  if (f.name !== pkg.name && Object.getOwnPropertyDescriptor(f, "name")?.configurable)
    Object.defineProperty(f, "name", { value: pkg.name, configurable: true });
  return { f, assign };
}
