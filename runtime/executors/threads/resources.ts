/** Constants on their way to workers: typed data once in shared buffers, everything else as bytes, unpacked in a worker when a kernel asks. */

import { describeBlock, packTree, restoreBlock, unpackTree, type Surroundings } from "../../memory/codec.ts";
import { copiedView, typedView } from "../../memory/typed-view.ts";

/** Buffers up to this size are not worth a lease of their own. */
const LEAST = 16_384;

export interface PackedResource {
  readonly hash: string;
  readonly tree: Uint8Array;
  readonly buffers: readonly SharedArrayBuffer[];
  readonly bytes: number;
  /** It may be copied to block memory: nobody else has its buffers, and it is neither too small nor too large. */
  readonly adoptable: boolean;
}

/** `most`: bytes that a constant in block memory may have. */
export function packResource(hash: string, value: unknown, most = 0): PackedResource {
  const buffers: SharedArrayBuffer[] = [];
  let shared = false;
  const around: Surroundings = {
    locate(view) {
      if (!(view.buffer instanceof SharedArrayBuffer)) return undefined;
      shared = true;
      let at = buffers.indexOf(view.buffer);
      if (at < 0) at = buffers.push(view.buffer) - 1;
      return { lease: at, offset: view.byteOffset };
    },
    resourceOf: () => undefined,
    adopt(view) {
      const buffer = new SharedArrayBuffer(view.byteLength);
      new Uint8Array(buffer).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      return { lease: buffers.push(buffer) - 1, offset: 0 };
    },
  };
  const { tree, leases } = describeBlock(value, around, true)!;
  const packed = packTree(tree);
  // A description names buffers in the order in which it met them; all of them are sent.
  const ordered = leases.length === 0 ? buffers : leases.map(lease => buffers[lease]!);
  const typed = ordered.reduce((sum, buffer) => sum + buffer.byteLength, 0);
  const adoptable = !shared && typed > LEAST && typed <= most && ordered.every(buffer => buffer.byteLength > LEAST);
  return { hash, tree: packed, buffers: ordered, bytes: packed.length + typed, adoptable };
}

export interface Resources {
  add(packed: PackedResource): void;
  remove(hash: string): void;
  /** The value, made once. */
  get(hash: string): unknown;
  /** A resident, with the leases that it looks into, and the end of one. */
  place(id: number, hash: string, value: unknown, leases: readonly number[]): void;
  displace(id: number): void;
  /** Leases of the residents that were asked for since this was asked last. */
  leasesRead(): readonly number[];
  /** Which resource a shared buffer belongs to. */
  ownerOf(buffer: ArrayBufferLike): readonly [hash: string, buffer: number] | undefined;
  view(kind: string, hash: string, buffer: number, offset: number, elements: number): ArrayBufferView;
  copy(kind: string, hash: string, buffer: number, offset: number, elements: number): ArrayBufferView;
}

const NONE: readonly number[] = [];

export function createResources(): Resources {
  const packed = new Map<string, PackedResource>();
  const values = new Map<string, unknown>();
  const residents = new Map<string, { readonly id: number; readonly value: unknown; readonly leases: readonly number[] }>();
  const names = new Map<number, string>();
  let read: number[] = [];
  const owners = new WeakMap<object, readonly [string, number]>();
  const bufferOf = (hash: string, buffer: number): SharedArrayBuffer => {
    const found = packed.get(hash)?.buffers[buffer];
    if (found === undefined) throw new Error(`the data ${hash} was not sent with the run`);
    return found;
  };
  return {
    add(resource) {
      packed.set(resource.hash, resource);
      resource.buffers.forEach((buffer, i) => owners.set(buffer, [resource.hash, i]));
    },
    remove(hash) {
      packed.delete(hash);
      values.delete(hash);
    },
    place(id, hash, value, leases) {
      residents.set(hash, { id, value, leases });
      names.set(id, hash);
    },
    displace(id) {
      const hash = names.get(id);
      names.delete(id);
      if (hash !== undefined && residents.get(hash)?.id === id) residents.delete(hash);
    },
    leasesRead() {
      if (read.length === 0) return NONE;
      const leases = read;
      read = [];
      return leases;
    },
    get(hash) {
      const resident = residents.get(hash);
      if (resident !== undefined) {
        read.push(...resident.leases);
        return resident.value;
      }
      if (values.has(hash)) return values.get(hash);
      const resource = packed.get(hash);
      if (resource === undefined) throw new Error(`the data ${hash} was not sent with the run`);
      const value = restoreBlock(
        { tree: unpackTree(resource.tree), leases: resource.buffers.map((_, i) => i) },
        {
          view: (kind, buffer, offset, elements) => typedView(kind, resource.buffers[buffer]!, offset, elements),
          resource: () => {
            throw new Error("a resource holds no other");
          },
        },
      );
      values.set(hash, value);
      return value;
    },
    ownerOf: buffer => owners.get(buffer),
    view: (kind, hash, buffer, offset, elements) => typedView(kind, bufferOf(hash, buffer), offset, elements),
    copy: (kind, hash, buffer, offset, elements) => copiedView(kind, bufferOf(hash, buffer), offset, elements),
  };
}
