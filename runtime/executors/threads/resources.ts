/** Constants on their way to workers: typed data once in shared buffers, everything else as bytes, unpacked in a worker when a kernel asks. */

import { describeBlock, packTree, restoreBlock, unpackTree, type Surroundings } from "../../memory/codec.ts";
import { copiedView, typedView } from "../../memory/typed-view.ts";

export interface PackedResource {
  readonly hash: string;
  readonly tree: Uint8Array;
  readonly buffers: readonly SharedArrayBuffer[];
  readonly bytes: number;
}

export function packResource(hash: string, value: unknown): PackedResource {
  const buffers: SharedArrayBuffer[] = [];
  const around: Surroundings = {
    locate(view) {
      if (!(view.buffer instanceof SharedArrayBuffer)) return undefined;
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
  return { hash, tree: packed, buffers: ordered, bytes: packed.length + ordered.reduce((sum, buffer) => sum + buffer.byteLength, 0) };
}

export interface Resources {
  add(packed: PackedResource): void;
  remove(hash: string): void;
  /** The value, made once. */
  get(hash: string): unknown;
  /** Which resource a shared buffer belongs to. */
  ownerOf(buffer: ArrayBufferLike): readonly [hash: string, buffer: number] | undefined;
  view(kind: string, hash: string, buffer: number, offset: number, elements: number): ArrayBufferView;
  copy(kind: string, hash: string, buffer: number, offset: number, elements: number): ArrayBufferView;
}

export function createResources(): Resources {
  const packed = new Map<string, PackedResource>();
  const values = new Map<string, unknown>();
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
    get(hash) {
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
