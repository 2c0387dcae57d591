/** Runs the program of a case against the public API. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as bask from "../../runtime/index.ts";
import * as da from "../../runtime/array.ts";
import * as db from "../../runtime/bag.ts";
import * as dd from "../../runtime/dataframe.ts";
import { helpers } from "./helpers/index.ts";
import { argument, camel, forFunction, functionPath, methodName, OPERATORS, optionNames } from "./names.ts";
import { decode, Unsupported, type Scope } from "./values.ts";
import type { Case, Step } from "./case.ts";

export interface Running {
  readonly variables: Map<string, unknown>;
  readonly folders: string[];
  close(): void;
}
const MODULES: Readonly<Record<string, object>> = { da, db, dd };

export class BuildError extends Error {}

export async function runProgram(given: Case, functionNamed: (name: string) => unknown): Promise<Running> {
  const variables = new Map<string, unknown>();
  const folders: string[] = [];
  const calls = helpers(functionNamed);
  const scope: Scope = {
    functionNamed,
    get(name) {
      if (!variables.has(name)) throw new Unsupported(`no variable ${name}`);
      return variables.get(name);
    },
    folder(files) {
      const folder = mkdtempSync(path.join(tmpdir(), "bask-case-"));
      folders.push(folder);
      for (const [name, { text, base64 }] of Object.entries(files)) {
        const file = path.join(folder, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text ?? Buffer.from(base64 ?? "", "base64"));
      }
      return folder;
    },
  };
  const close = () => folders.forEach(folder => rmSync(folder, { recursive: true, force: true }));
  try {
    for (const [name, value] of Object.entries(given.inputs)) variables.set(name, decode(value, scope));
    for (const step of given.program) {
      const value = await runStep(withDtype(step, given), scope, variables, calls);
      if (step.out !== undefined) variables.set(step.out, value);
    }
  } catch (error) {
    close();
    throw error;
  }
  return { variables, folders, close };
}

/** A function of blocks is not called to learn its dtype, as Dask does: who uses it says so. */
function withDtype(step: Step, given: Case): Step {
  const said = step.kwargs !== undefined && ("dtype" in step.kwargs || "meta" in step.kwargs);
  const dtype = given.static?.[step.out ?? ""]?.["dtype"];
  return (step.method ?? step.call?.slice(3)) === "map_blocks" && !said && typeof dtype === "string" ? { ...step, kwargs: { ...step.kwargs, dtype } } : step;
}

type Calls = ReturnType<typeof helpers>;

async function runStep(step: Step, scope: Scope, variables: Map<string, unknown>, calls: Calls): Promise<unknown> {
  const verb = camel(step.method ?? step.call?.split(".").at(-1) ?? "");
  const [given, settings] = forFunction(verb, optionNames(decode(step.kwargs ?? {}, scope) as Record<string, unknown>, verb));
  const args = [...(step.args ?? []).map(arg => argument(verb, decode(arg, scope))), ...given];
  const options = Object.keys(settings).length === 0 ? [] : [settings];
  if (step.call !== undefined) return callFunction(step.call, [...args, ...options], calls);
  if (step.op !== undefined) return operator(step.op, args);
  const target = scope.get(step.on!);
  if (step.attr !== undefined) return attribute(target, step.attr);
  const method = step.method!;
  // Several results are a tuple there, a list here.
  if (method === "getitem" && Array.isArray(target)) return target[args[0] as number];
  if (method === "__call__") return (target as (...all: unknown[]) => unknown)(...args, ...options);
  if (method === "setitem") {
    const value = call(target, "setItem", args);
    variables.set(step.on!, value);
    return value;
  }
  return call(target, methodName(method), [...args, ...options]);
}

function callFunction(name: string, args: readonly unknown[], calls: Calls): unknown {
  if (/^(conf|graph|ml)\./.test(name)) {
    const helper = calls[name];
    if (helper === undefined) throw new Unsupported(`no helper ${name}`);
    return helper(...(args as never[]));
  }
  if (name === "dd.merge") return call(args[0], "merge", args.slice(1));
  if (name === "delayed") return bask.delayed(args[0], args[1] as object);
  const [module, ...names] = functionPath(name);
  let found: unknown = MODULES[module!];
  for (const each of names) found = (found as Record<string, unknown> | undefined)?.[each];
  if (typeof found !== "function") throw new Unsupported(`no function ${name}`);
  return (found as (...all: unknown[]) => unknown)(...args);
}

function call(target: unknown, name: string, args: readonly unknown[]): unknown {
  const method = (target as Record<string, unknown> | null)?.[name];
  if (typeof method === "function") return (method as (...all: unknown[]) => unknown).apply(target, [...args]);
  // A method of the value behind a delayed one.
  if (
    typeof (target as { call?: unknown }).call === "function" &&
    typeof (target as { apply?: unknown }).apply === "function" &&
    bask.isBaskCollection(target)
  ) {
    return (target as unknown as { call(method: string, ...all: unknown[]): unknown }).call(name, ...args);
  }
  throw new Unsupported(`no method ${name} on ${target?.constructor?.name ?? typeof target}`);
}

function attribute(target: unknown, name: string): unknown {
  const own = camel(name);
  if (typeof target === "object" && target !== null && own in target) return (target as Record<string, unknown>)[own];
  throw new Unsupported(`no property ${own} on ${target?.constructor?.name ?? typeof target}`);
}

function operator(op: string, args: readonly unknown[]): unknown {
  const method = OPERATORS[op];
  if (method === undefined) throw new Unsupported(`no operator ${op}`);
  const [left, right] = args;
  if (bask.isBaskCollection(left)) {
    if (!(method in left)) throw new Unsupported(`no operator ${op}`);
    return call(left, method, args.slice(1));
  }
  const module = bask.isBaskCollection(right) && "shape" in right ? (da as Record<string, unknown>)[method] : undefined;
  if (typeof module === "function") return (module as (...all: unknown[]) => unknown)(left, right);
  const swapped: Readonly<Record<string, string>> = {
    add: "add",
    mul: "mul",
    lt: "gt",
    le: "ge",
    gt: "lt",
    ge: "le",
    eq: "eq",
    ne: "ne",
    and: "and",
    or: "or",
  };
  if (swapped[method] !== undefined) return call(right, swapped[method], [left]);
  throw new Unsupported(`${op} with a constant on the left`);
}

/** What this version has not: a name, a form, an option that is refused by name. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof Unsupported ||
  (error as { code?: unknown } | null)?.code === "NOT_SUPPORTED" ||
  (error instanceof TypeError && /has no option "/.test(error.message));
