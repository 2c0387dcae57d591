/**
 * A block as a description that another thread can read: typed data by its place in shared memory, everything else by value. The
 * description is a tree of tagged lists, so that no user's object can be taken for a tag; `packTree` makes bytes of it.
 */

import { deserialize, serialize } from "node:v8";
import { classNamed, classOf } from "./classes.ts";

export type Tree =
  /** A value that structured clone takes as it is. */
  | readonly ["value", unknown]
  /** Typed array: kind, position in the list of leases, byte offset in that lease, elements. */
  | readonly ["view", string, number, number, number]
  /** Typed array in a shared buffer of a resource: kind, resource, number of the buffer, byte offset, elements. */
  | readonly ["resource", string, string, number, number, number]
  | readonly ["class", string, readonly Tree[]]
  | readonly ["list", readonly Tree[]]
  | readonly ["object", readonly string[], readonly Tree[]]
  | readonly ["map", readonly (readonly [Tree, Tree])[]]
  | readonly ["set", readonly Tree[]];

/** Where the typed data of described blocks is. */
export interface Surroundings {
  /** The lease and byte offset in it of a view of block memory; undefined for any other view. */
  locate(view: ArrayBufferView): { readonly lease: number; readonly offset: number } | undefined;
  resourceOf(buffer: ArrayBufferLike): readonly [resource: string, buffer: number] | undefined;
  /** Copies typed data that is in no shared memory into a fresh lease. */
  adopt(view: ArrayBufferView): { readonly lease: number; readonly offset: number };
}

export interface Description {
  readonly tree: Tree;
  /** Leases that views name by their position here. */
  readonly leases: readonly number[];
}

/** Values of a description unless it is forced; a block with more stays where it was made. */
const FEW = 256;
/** Typed data up to this size goes by value. */
const SMALL_VIEW = 1024;
const LONG_TEXT = 16_384;

/** Undefined: too much, or of a kind that is better left where it is; with `force` it is described whatever it takes. */
export function describeBlock(value: unknown, around: Surroundings, force = false): Description | undefined {
  if (force && !needsDescription(value, 0)) return { tree: ["value", value], leases: [] };
  const leases: number[] = [];
  let left = FEW;
  const place = (lease: number) => {
    const at = leases.indexOf(lease);
    return at >= 0 ? at : leases.push(lease) - 1;
  };
  const all = (values: readonly unknown[], depth: number): Tree[] | undefined => {
    const trees: Tree[] = [];
    for (const each of values) {
      const tree = visit(each, depth);
      if (tree === undefined) return undefined;
      trees.push(tree);
    }
    return trees;
  };
  const visit = (value: unknown, depth: number): Tree | undefined => {
    if (!force && --left < 0) return undefined;
    if (typeof value === "string" && !force && value.length > LONG_TEXT) return undefined;
    if (typeof value === "function" || typeof value === "symbol") return force ? ["value", value] : undefined;
    if (typeof value !== "object" || value === null) return ["value", value];
    if (depth > 200) throw new RangeError("a block that holds itself, or nests more than 200 deep, cannot travel between threads");
    if (ArrayBuffer.isView(value)) return viewTree(value);
    const known = classOf(value);
    if (known !== undefined) {
      const parts = all(known.parts(value as never), depth + 1);
      return parts && ["class", known.name, parts];
    }
    if (Array.isArray(value)) {
      if (!force && value.length > left) return undefined;
      if (value.every(isPlain)) return ["value", value];
      const items = all(value, depth + 1);
      return items && ["list", items];
    }
    if (value instanceof Map && force) return ["map", [...value].map(([key, item]) => [visit(key, depth + 1)!, visit(item, depth + 1)!] as const)];
    if (value instanceof Set && force) return ["set", all([...value], depth + 1)!];
    if (value instanceof Date) return ["value", value];
    const prototype = Object.getPrototypeOf(value) as unknown;
    if (prototype !== Object.prototype && prototype !== null) return force ? ["value", value] : undefined;
    const keys = Object.keys(value);
    const items = all(
      keys.map(key => (value as Record<string, unknown>)[key]),
      depth + 1,
    );
    return items && ["object", keys, items];
  };
  const viewTree = (view: ArrayBufferView): Tree => {
    const kind = view.constructor.name;
    const elements = (view as Uint8Array).length ?? view.byteLength;
    const here = view.byteLength === 0 ? undefined : around.locate(view);
    if (here !== undefined) return ["view", kind, place(here.lease), here.offset, elements];
    const resource = around.resourceOf(view.buffer);
    if (resource !== undefined) return ["resource", kind, resource[0], resource[1], view.byteOffset, elements];
    if (view.byteLength <= SMALL_VIEW || kind === "DataView" || kind === "Buffer") return ["value", ownCopy(view)];
    const adopted = around.adopt(view);
    return ["view", kind, place(adopted.lease), adopted.offset, elements];
  };
  const tree = visit(value, 0);
  return tree && { tree, leases };
}

export interface Restoring {
  /** A view of block memory: of this lease, at this byte of it. */
  view(kind: string, lease: number, offset: number, elements: number): ArrayBufferView;
  resource(kind: string, resource: string, buffer: number, offset: number, elements: number): ArrayBufferView;
}

export function restoreBlock({ tree, leases }: Description, from: Restoring): unknown {
  const visit = (tree: Tree): unknown => {
    switch (tree[0]) {
      case "value":
        return tree[1];
      case "view":
        return from.view(tree[1], leases[tree[2]]!, tree[3], tree[4]);
      case "resource":
        return from.resource(tree[1], tree[2], tree[3], tree[4], tree[5]);
      case "class":
        return classNamed(tree[1]).restore(tree[2].map(visit));
      case "list":
        return tree[1].map(visit);
      case "object": {
        const object: Record<string, unknown> = {};
        // Defined, not assigned: a key may be called __proto__.
        tree[1].forEach((key, i) => Object.defineProperty(object, key, { value: visit(tree[2][i]!), enumerable: true, writable: true, configurable: true }));
        return object;
      }
      case "map":
        return new Map(tree[1].map(([key, value]) => [visit(key), visit(value)]));
      case "set":
        return new Set(tree[1].map(visit));
    }
  };
  return visit(tree);
}

export const packTree = (tree: Tree): Uint8Array => serialize(tree);
/** `bytes` may be in shared memory, which the decoder does not take: it gets a copy. */
export const unpackTree = (bytes: Uint8Array): Tree => deserialize(bytes.buffer instanceof ArrayBuffer ? bytes : Uint8Array.from(bytes)) as Tree;

const isPlain = (value: unknown): boolean =>
  typeof value === "number" || typeof value === "boolean" || value === null || (typeof value === "string" && value.length < 256);

/** Whether plain structured clone would lose something: shared memory, or a class of ours. */
export function needsDescription(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null || depth > 200) return false;
  if (ArrayBuffer.isView(value)) return !(value.buffer instanceof ArrayBuffer) || value.byteLength > SMALL_VIEW;
  if (classOf(value) !== undefined) return true;
  if (Array.isArray(value)) return value.some(each => needsDescription(each, depth + 1));
  if (value instanceof Map) return [...value].some(([key, item]) => needsDescription(key, depth + 1) || needsDescription(item, depth + 1));
  if (value instanceof Set) return [...value].some(each => needsDescription(each, depth + 1));
  for (const key in value) if (needsDescription((value as Record<string, unknown>)[key], depth + 1)) return true;
  return false;
}

/** Just the elements of the view, in memory of its own. */
function ownCopy(view: ArrayBufferView): ArrayBufferView {
  if (view instanceof DataView) return new DataView(Uint8Array.from(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)).buffer);
  return (view as Uint8Array).slice();
}
