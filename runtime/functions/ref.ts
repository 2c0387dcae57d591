/**
 * A live function as data: `refOf` gives what an expression holds, `packageOf` what a worker is sent. Each function is read once and read again only
 * when something it uses is another value than before.
 */

import type { FunctionRef } from "../expr/function-ref.ts";
import { Hasher } from "../meta/hash.ts";
import { describe, type Described, type Live } from "./describe.ts";
import type { Capture, FunctionPackage } from "./package.ts";
import { userPlace } from "./places.ts";
import { pack } from "./portable.ts";
import { registerUserClass } from "./user-classes.ts";
import { hashValue } from "./values.ts";

interface Entry {
  readonly ref: FunctionRef;
  /** The functions reached from this one, itself among them. */
  readonly group: ReadonlyMap<Function, Described>;
  readonly valueHash: string;
}

const entries = new WeakMap<Function, Entry>();

/** Packages by id. One that holds much lives as long as a reference that needs it, so that a cell run again and again does not pile them up. */
const packages = new Map<string, FunctionPackage | WeakRef<FunctionPackage>>();
const needed = new WeakMap<FunctionRef, FunctionPackage[]>();
const MUCH = 1 << 20;

function registered(id: string): FunctionPackage | undefined {
  const found = packages.get(id);
  return found instanceof WeakRef ? found.deref() : found;
}

/**
 * The function as data. Throws `CaptureError` when something it uses cannot travel; the error names the variable and the line.
 * The package it stands for is registered under the same id.
 */
export function refOf(f: Function): FunctionRef {
  const known = entries.get(f);
  if (known && isFresh(known)) return known.ref;
  const group = new Map<Function, Described>();
  collect(f, group, true);
  const ref = referenceTo(f, group);
  needed.set(
    ref,
    [...group.keys()].map(other => register(other, group)),
  );
  alive.set(ref.id, new WeakRef(f));
  entries.set(f, { ref, group, valueHash: hashValues(group) });
  return ref;
}

/** What a worker is sent for an id that `refOf` gave. After an edit the same id may have another place: then it is another object. */
export function packageOf(id: string): FunctionPackage {
  const found = registered(id);
  if (!found) throw new Error(`no function with id ${id} is known here`);
  return found;
}

const alive = new Map<string, WeakRef<Function>>();

/** The function itself, while something else holds it: for runs in this very thread. */
export const liveFunction = (id: string): Function | undefined => alive.get(id)?.deref();

/** Functions that others use, which are met again and again. */
const helpers = new WeakMap<Function, Described>();

function collect(f: Function, group: Map<Function, Described>, isRoot: boolean): void {
  if (group.has(f)) return;
  const known = isRoot ? undefined : helpers.get(f);
  const described = known && sameMembers(known) ? known : describe(f, isRoot);
  if (!isRoot) helpers.set(f, described);
  group.set(f, described);
  for (const live of livesIn(described)) if (live.kind === "live") collect(live.f, group, live.alone === true);
}

function livesIn(described: Described): Live[] {
  const parts = (live: Live): Live[] => {
    if (!("members" in live)) return [live];
    const inside = Object.values(live.members).flatMap(parts);
    return live.kind === "instance" ? [live.of, ...inside] : inside;
  };
  return Object.values(described.captures).flatMap(parts);
}

function referenceTo(f: Function, group: ReadonlyMap<Function, Described>): FunctionRef {
  const { name, source, file, line, column, captures } = group.get(f)!;
  const place = file !== undefined && line !== undefined && column !== undefined ? userPlace({ file, line, column }) : undefined;
  const captured = Object.entries(captures).flatMap(([k, v]) => (v.kind === "scope" ? Object.keys(v.members) : [k]));
  const values = plainValues(captures);
  return {
    kind: "function",
    id: contentHash(f, group),
    name,
    source,
    file,
    line: place?.line,
    column: place?.column,
    captured,
    ...(values === undefined ? {} : { values }),
  };
}

/** What the reading of row lambdas asks for: captured scalars and dates, those in scopes and plain objects by the name of the object. */
function plainValues(captures: Described["captures"]): Record<string, unknown> | undefined {
  const values: Record<string, unknown> = {};
  for (const [name, live] of Object.entries(captures)) {
    if (live.kind === "scope")
      values[name] = Object.fromEntries(
        Object.entries(live.members).flatMap(([key, member]) => (member.kind === "value" && isScalar(member.value) ? [[key, member.value]] : [])),
      );
    else if (live.kind !== "value") continue;
    else if (isScalar(live.value)) values[name] = live.value;
    else if (live.bytes <= SMALL && typeof live.value === "object" && Object.getPrototypeOf(live.value) === Object.prototype) {
      values[name] = Object.fromEntries(Object.entries(live.value as object).filter(([, member]) => isScalar(member)));
    }
  }
  return Object.keys(values).length > 0 ? values : undefined;
}
const isScalar = (value: unknown): boolean =>
  value === null || typeof value === "number" || typeof value === "string" || typeof value === "boolean" || value instanceof Date;

function register(f: Function, group: ReadonlyMap<Function, Described>): FunctionPackage {
  const described = group.get(f)!;
  const id = contentHash(f, group);
  const { name, source, form, strict, file, line, column } = described;
  const before = registered(id);
  if (before && before.file === file && before.line === line && before.column === column) return before;
  const finish = (live: Live): Capture => {
    switch (live.kind) {
      case "live":
        return { kind: "function", id: contentHash(live.f, group) };
      case "value":
        return live.portable ? { kind: "value", value: pack(live.value), portable: true } : { kind: "value", value: live.value };
      case "scope":
      case "list":
      case "record":
        return { kind: live.kind, members: mapMembers(live.members, finish) };
      case "instance":
        return { kind: "instance", of: finish(live.of), members: mapMembers(live.members, finish) };
      default:
        return live;
    }
  };
  const made = { id, name, source, form, strict, file, line, column, captures: mapMembers(described.captures, finish) };
  const bytes = livesIn(described).reduce((sum, live) => sum + (live.kind === "value" ? live.bytes : 0), 0);
  registerUserClass(id, f);
  packages.set(id, bytes > MUCH ? new WeakRef(made) : made);
  return made;
}

const mapMembers = <T, U>(members: Readonly<Record<string, T>>, map: (member: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(members).map(([k, v]) => [k, map(v)]));

/** Text and captures of all that is reached, each function once, those of a cycle by the order in which they are met. */
function contentHash(f: Function, group: ReadonlyMap<Function, Described>): string {
  const hasher = new Hasher();
  const order = new Map<Function, number>();
  const visit = (at: Function): void => {
    const known = order.get(at);
    if (known !== undefined) return void hasher.word(20).word(known);
    order.set(at, order.size);
    const { source, form, captures } = group.get(at)!;
    hasher.text(form).text(source);
    const add = (name: string, live: Live): void => {
      hasher.text(name).text(live.kind);
      if (live.kind === "live") visit(live.f);
      else if (live.kind === "value") hashLive(hasher, live);
      else if ("members" in live) {
        if (live.kind === "instance") add("class", live.of);
        const names = Object.keys(live.members);
        // The order of the fields of a record is the user's, that of a scope is nobody's.
        if (live.kind === "scope") names.sort();
        hasher.word(names.length);
        for (const k of names) add(k, live.members[k]!);
      } else hasher.value(live);
    };
    for (const name of Object.keys(captures).sort()) add(name, captures[name]!);
  };
  visit(f);
  return hasher.digest();
}

const hashLive = (hasher: Hasher, live: Live & { kind: "value" }): void =>
  hashValue(hasher, live.value, live.portable ? pack(live.value) : live.value, live.bytes);

const SMALL = 1 << 16;

/** Are the scopes' members the same values still, and small values equal to what they were? */
const isFresh = (entry: Entry): boolean => [...entry.group.values()].every(sameMembers) && entry.valueHash === hashValues(entry.group);

function sameMembers(described: Described): boolean {
  return Object.values(described.captures).every(sameParts);
}

function sameParts(capture: Live): boolean {
  if (!("members" in capture)) return true;
  if (capture.kind !== "scope" && Object.keys(capture.values).length !== Object.keys(capture.members).length) return false;
  return Object.entries(capture.members).every(([name, live]) => {
    const now = Object.getOwnPropertyDescriptor(capture.values, name)?.value as unknown;
    if ("members" in live) return Object.is(now, live.values) && sameParts(live);
    return (live.kind !== "live" && live.kind !== "value") || Object.is(now, live.kind === "live" ? live.f : live.value);
  });
}

function hashValues(group: ReadonlyMap<Function, Described>): string {
  const hasher = new Hasher();
  for (const described of group.values()) {
    for (const live of livesIn(described)) {
      if (live.kind === "value" && typeof live.value === "object" && live.value !== null && live.bytes <= SMALL) hashLive(hasher, live);
    }
  }
  return hasher.digest();
}
