/** One function read out of the engine: its text, and what each name it uses stands for. Functions it uses are still function values here. */

import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { types } from "node:util";
import { scopeFacts } from "../cells/scope.ts";
import { usingStack } from "../cells/disposal.ts";
import { CaptureError, type Place } from "../errors.ts";
import { givenTo } from "./capture.ts";
import { theEngine, type FunctionFacts } from "./engine.ts";
import { freeNames, laterAssignment, ownUses, type FreeName } from "./free.ts";
import { markOf } from "./marks.ts";
import type { Capture, FunctionPackage } from "./package.ts";
import { userPlace } from "./places.ts";
import { findFunction, parsedScript, placeInFile, read, type Found, type ParsedScript } from "./script.ts";
import { isCopiableClass } from "./user-classes.ts";
import { isLazy, isOfProcess, travels } from "./values.ts";
import { globalPath, knownModule } from "./well-known.ts";

/** A capture whose functions and values are still live. */
export type Live =
  /** `alone`: taken out of its object, so that it must do without `this`. */
  | { readonly kind: "live"; readonly f: Function; readonly alone?: boolean }
  | { readonly kind: "value"; readonly value: unknown; readonly bytes: number; readonly portable: boolean }
  | { readonly kind: "scope" | "list" | "record"; readonly values: object; readonly members: Readonly<Record<string, Live>> }
  | { readonly kind: "instance"; readonly values: object; readonly of: Live; readonly members: Readonly<Record<string, Live>> }
  | Exclude<Capture, { kind: "value" | "function" } | { members: unknown }>;

export interface Described extends Pick<FunctionPackage, "name" | "source" | "form" | "strict" | "file" | "line" | "column"> {
  readonly captures: Readonly<Record<string, Live>>;
}

const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;
/** Globals that are not worth asking the engine about; in a script others may be names that a wrapper around the text gives. */
const EVERYWHERE = new Set([
  "Math",
  "JSON",
  "Object",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Date",
  "Map",
  "Set",
  "Promise",
  "Error",
  "TypeError",
  "RangeError",
  "undefined",
  "NaN",
  "Infinity",
  "console",
  "Symbol",
  "BigInt",
  "parseInt",
  "parseFloat",
  "isNaN",
]);
/** Values of names that have one value for a whole script: constants at the top of a module, the scope of a cell. */
const settled = new WeakMap<ParsedScript, Map<string, unknown>>();
const WRAPPER = new Set(["require", "module", "exports"]);

/** Throws `CaptureError` for what cannot travel. `isRoot`: the function is called by a task, not by another function. */
export function describe(f: Function, isRoot: boolean): Described {
  const text = Function.prototype.toString.call(f);
  const name = f.name;
  if (isLazy(f)) throw new CaptureError(name, "it is a lazy value, not a function: pass it as an argument");
  if (NATIVE.test(text)) {
    const path = globalPath(f);
    if (path !== undefined) return { name, source: path, form: "expression", strict: true, captures: {} };
    const reason = name.startsWith("bound ")
      ? "it is a bound function, and the engine keeps no text of those"
      : "it is a native function that has no name every thread knows";
    throw new CaptureError(name, `${reason}: write an arrow function that calls it`);
  }
  const engine = theEngine();
  const facts = engine?.facts(f);
  const known = facts?.script.url.startsWith("node:") ? knownModule(f) : undefined;
  if (known) return { name, source: "f", form: "expression", strict: true, captures: { f: known as Live } };
  const script = facts && engine && parsedScript(engine, facts.script);
  const found = script && findFunction(script, text, facts);
  return found ? new Description(script, found, facts, f, isRoot).done() : fromText(f, text, isRoot);
}

/** Where the engine or the script cannot be asked: the function's own text and what `capture` gave. */
function fromText(f: Function, text: string, isRoot: boolean): Described {
  for (const [before, after] of [
    ["(", ")"],
    ["({", "})"],
  ] as const) {
    const script = read(`"use strict"; ${before}${text}${after}`, true);
    const found =
      script &&
      script.functions.map(node => ({ node, start: node.end - text.length, text })).find(c => c.start > 0 && script.code.slice(c.start, c.node.end) === text);
    if (found) return new Description(script, found, undefined, f, isRoot).done();
  }
  throw new CaptureError(f.name, "its text cannot be read as JavaScript");
}

class Description {
  readonly #script: ParsedScript;
  readonly #found: Found;
  readonly #facts: FunctionFacts | undefined;
  readonly #f: Function;
  readonly #isRoot: boolean;

  constructor(script: ParsedScript, found: Found, facts: FunctionFacts | undefined, f: Function, isRoot: boolean) {
    this.#script = script;
    this.#found = found;
    this.#facts = facts;
    this.#f = f;
    this.#isRoot = isRoot;
  }

  done(): Described {
    const uses = ownUses(this.#found);
    const { node } = this.#found;
    const isArrow = node.type === "ArrowFunctionExpression";
    if (uses.self && (isArrow || this.#isRoot || uses.self.word === "super")) {
      throw this.#error(
        uses.self.word,
        isArrow
          ? `the function takes \`${uses.self.word}\` from around it: put what it needs in a constant`
          : `a task calls the function without \`${uses.self.word}\`: pass what it needs as an argument`,
        uses.self.at,
      );
    }
    const captures: Record<string, Live> = {};
    for (const free of freeNames(this.#script, this.#found)) {
      const live = this.#capture(free);
      if (live) captures[free.name] = live;
    }
    const from = this.#facts?.script.url;
    if (uses.metas.length > 0 && from) captures.$meta = { kind: "meta", from };
    const place = this.#facts && placeInFile(this.#script, this.#facts.script, this.#found.start);
    const file = this.#facts && fileOf(this.#facts.script.url);
    return {
      name: this.#f.name || (file && place ? `${basename(file)}:${userPlace({ file, ...place }).line}` : "anonymous"),
      ...portableText(this.#script, this.#found, uses.metas),
      strict: this.#script.tree.scopes.acquire(node as never)?.isStrict ?? true,
      file,
      line: place?.line,
      column: place?.column,
      captures,
    };
  }

  #capture(free: FreeName): Live | undefined {
    const given = givenTo(this.#f);
    if (Object.hasOwn(given, free.name)) return this.#live(free.name, given[free.name], free.at);
    const imported = free.variable && this.#script.imports.get(free.name);
    if (!free.variable && this.#facts && (this.#facts.script.isModule || EVERYWHERE.has(free.name))) return undefined;
    const found = this.#valueOf(free);
    if (imported && this.#facts) {
      if (isLazy(found?.value)) return this.#live(free.name, found?.value, free.at);
      return { kind: "module", ...moduleUrl(imported.specifier, this.#facts.script.url), export: imported.imported };
    }
    const { superClass } = this.#found.node;
    if (!found && superClass?.type === "Identifier" && superClass.start === free.at) {
      // Only the class statement itself names it, so the engine need not keep the variable.
      return this.#live(free.name, Object.getPrototypeOf(this.#f), free.at);
    }
    if (!found) {
      if (!free.variable && (free.name in globalThis || this.#facts)) return undefined;
      throw this.#error(free.name, "the engine cannot be asked for its value here: name it with `capture({ ... }, f)`", free.at);
    }
    const file = this.#facts!.script.url;
    if (!free.variable && WRAPPER.has(free.name)) {
      if (free.name === "require") return { kind: "require", from: file };
      throw this.#error(free.name, "it belongs to its CommonJS module", free.at);
    }
    const later = free.variable && laterAssignment(this.#script, free.variable);
    if (later !== undefined) throw this.#error(free.name, "it is assigned again, so a copy would go stale: copy it into a constant before the function", later);
    const { value } = found;
    const facts = typeof value === "object" && value !== null ? scopeFacts(value) : undefined;
    if (facts) return this.#scope(value as Record<string, unknown>, facts, free);
    return this.#members(value, free) ?? this.#live(free.name, value, free.at);
  }

  #valueOf({ name, variable }: FreeName): { readonly value: unknown } | undefined {
    if (!this.#facts) return undefined;
    const known = settled.get(this.#script);
    const isTop = this.#facts.script.isModule && variable?.scope === this.#script.tree.top;
    if ((isTop || name === "$cell") && known?.has(name)) return { value: known.get(name) };
    const scope = this.#facts.scopes().find(s => Object.hasOwn(s, name));
    if (!scope) return undefined;
    const value = read1(scope, name);
    if (value !== undefined && (isTop || (typeof value === "object" && value !== null && scopeFacts(value)))) {
      if (known) known.set(name, value);
      else settled.set(this.#script, new Map([[name, value]]));
    }
    return { value };
  }

  /** An object of functions, of which only members are used by name: `helpers.clean(x)`. */
  #members(value: unknown, { name, members, at }: FreeName): Live | undefined {
    if (!members || typeof value !== "object" || value === null || markOf(value) || isLazy(value) || types.isModuleNamespaceObject(value)) return undefined;
    const prototype: unknown = Object.getPrototypeOf(value);
    if ((prototype !== Object.prototype && prototype !== null) || !("reason" in travels(value)) || knownModule(value)) return undefined;
    const taken: Record<string, Live> = {};
    for (const member of members.keys()) {
      if (!Object.hasOwn(value, member)) continue;
      const live = this.#live(`${name}.${member}`, (value as Record<string, unknown>)[member], at);
      taken[member] = live.kind === "live" ? { ...live, alone: true } : live;
    }
    return { kind: "scope", values: value, members: taken };
  }

  /** Values whose parts are being looked at: one that holds itself is refused as before. */
  readonly #open = new Set<object>();

  #scope(values: Record<string, unknown>, facts: NonNullable<ReturnType<typeof scopeFacts>>, free: FreeName): Live {
    if (!free.members) throw this.#error(free.name, "the scope of a file cannot travel as a whole", free.at);
    const members: Record<string, Live> = {};
    for (const [name, at] of free.members) {
      const write = facts.reassigned.get(name);
      if (write)
        throw new CaptureError(name, "it is assigned again, so a copy would go stale: copy it into a constant before the function", {
          file: facts.file,
          line: write.line + 1,
          column: write.column + 1,
        });
      if (!Object.hasOwn(values, name)) throw this.#error(name, "it has no value yet: its cell has not run", at);
      const imported = facts.imports.get(name);
      if (imported && !isLazy(values[name]))
        members[name] = { kind: "module", ...moduleUrl(imported.specifier, pathToFileURL(facts.file).href), export: imported.imported };
      else members[name] = this.#live(name, values[name], at);
    }
    return { kind: "scope", values, members };
  }

  #live(name: string, value: unknown, at: number): Live {
    if (value === usingStack) return { kind: "using" };
    if ((typeof value === "object" && value !== null) || typeof value === "function") {
      const marked = markOf(value) as Live | undefined;
      if (marked) return marked;
      if (isLazy(value)) throw this.#error(name, "it is a lazy value: a task cannot hold one. Pass it as an argument, so that the task gets its result", at);
      if (typeof value === "function") return { kind: "live", f: value };
      if (types.isModuleNamespaceObject(value) && !knownModule(value))
        throw this.#error(name, "it is a module got by `import()`: import it at the top of the file, or inside the function", at);
      if (value === globalThis) return { kind: "global", path: "globalThis" };
    }
    const checked = travels(value);
    // A module's object holds functions, so it is looked for among what cannot travel.
    const module = "reason" in checked && typeof value === "object" ? (knownModule(value!) as Live | undefined) : undefined;
    if (module) return module;
    const parts = "reason" in checked && typeof value === "object" ? this.#parts(name, value!, at) : undefined;
    if (parts) return parts;
    if ("reason" in checked) throw this.#error(name, checked.path ? `at ${name}${checked.path}: ${checked.reason}` : checked.reason, at);
    return { kind: "value", value, ...checked };
  }

  /** An array, a plain object or an instance of a class of the user, part by part; undefined for what is none of these. */
  #parts(name: string, value: object, at: number): Live | undefined {
    const kind = kindOf(value);
    if (kind === undefined || this.#open.has(value) || Object.keys(value).length > PARTS) return undefined;
    this.#open.add(value);
    try {
      const live = ([key, part]: [string, unknown]): [string, Live] => [key, this.#live(kind === "list" ? `${name}[${key}]` : `${name}.${key}`, part, at)];
      const members = Object.fromEntries(Object.entries(value).map(live));
      if (kind !== "instance") return { kind, values: value, members };
      return { kind, values: value, of: this.#live(name, value.constructor, at), members };
    } finally {
      this.#open.delete(value);
    }
  }

  #error(variable: string, reason: string, offset: number): CaptureError {
    const file = this.#facts && fileOf(this.#facts.script.url);
    if (!file) return new CaptureError(variable, reason);
    const place: Place = { file, ...placeInFile(this.#script, this.#facts!.script, offset) };
    return new CaptureError(variable, reason, userPlace(place));
  }
}

/** Parts of a value that are looked at one by one. */
const PARTS = 1000;

function kindOf(value: object): "list" | "record" | "instance" | undefined {
  if (types.isProxy(value)) return undefined;
  if (Array.isArray(value)) return "list";
  const prototype = Object.getPrototypeOf(value) as { readonly constructor?: unknown } | null;
  if (prototype === null || prototype === Object.prototype) return "record";
  const { constructor } = prototype;
  if (typeof constructor !== "function" || constructor.prototype !== prototype || isOfProcess(constructor.name)) return undefined;
  return isCopiableClass(constructor) ? "instance" : undefined;
}

/** A variable that is declared further down has no value to read yet. */
function read1(scope: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return scope[name];
  } catch {
    return undefined;
  }
}

/** A method's text is no expression: its key becomes `m`, so that it can stand in any object literal. */
function portableText(script: ParsedScript, { node, start, text }: Found, metas: readonly number[]): Pick<Described, "source" | "form"> {
  const parent = start < node.start ? script.tree.parents.get(node) : undefined;
  let source = text;
  for (const at of metas) source = source.slice(0, at - start) + "$meta".padEnd("import.meta".length) + source.slice(at - start + "import.meta".length);
  if (!parent) return { source, form: "expression" };
  let [from, to] = [parent.key.start - start, parent.key.end - start];
  if (parent.computed) [from, to] = [source.lastIndexOf("[", from), source.indexOf("]", to) + 1];
  source = `${source.slice(0, from)}m${source.slice(from + 1, to).replaceAll(/[^\n]/g, " ")}${source.slice(to)}`;
  return { source, form: parent.kind === "get" || parent.kind === "set" ? parent.kind : "method" };
}

function moduleUrl(specifier: string, from: string): { url: string; from?: string } {
  if (/^(\.\.?\/|\/)/.test(specifier) && from) return { url: new URL(specifier, from).href, from };
  return /^[a-z]+:/.test(specifier) ? { url: specifier } : { url: specifier, from };
}

function fileOf(url: string): string | undefined {
  if (url === "") return undefined;
  try {
    return url.startsWith("file:") ? fileURLToPath(url) : url;
  } catch {
    return url;
  }
}
