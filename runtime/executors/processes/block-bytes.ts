/** A block as bytes that any process can make a block of again: its description, then its typed data, each at a multiple of 8 bytes. */

import { describeBlock, packTree, restoreBlock, unpackTree } from "../../memory/codec.ts";
import { copiedView } from "../../memory/typed-view.ts";

const HEAD = 16;
const up = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export function blockToBytes(value: unknown): Uint8Array {
  const buffers: Uint8Array[] = [];
  const around = {
    locate: () => undefined,
    resourceOf: () => undefined,
    adopt: (view: ArrayBufferView) => ({ lease: buffers.push(new Uint8Array(view.buffer, view.byteOffset, view.byteLength)) - 1, offset: 0 }),
  };
  const { tree, leases } = describeBlock(value, around, true)!;
  const packed = packTree(tree);
  const parts = leases.map(lease => buffers[lease]!);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + 8 + up(part.length), HEAD + up(packed.length)));
  const head = new DataView(bytes.buffer);
  head.setUint32(0, packed.length, true);
  head.setUint32(4, parts.length, true);
  bytes.set(packed, HEAD);
  let at = HEAD + up(packed.length);
  for (const part of parts) {
    head.setFloat64(at, part.length, true);
    bytes.set(part, at + 8);
    at += 8 + up(part.length);
  }
  return bytes;
}

export function blockFromBytes(bytes: Uint8Array): unknown {
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = head.getUint32(0, true);
  const tree = unpackTree(bytes.slice(HEAD, HEAD + length));
  const starts: number[] = [];
  let at = HEAD + up(length);
  for (let left = head.getUint32(4, true); left > 0; left--) {
    starts.push(at + 8);
    at += 8 + up(head.getFloat64(at, true));
  }
  return restoreBlock(
    { tree, leases: starts },
    {
      view(kind, start, offset, elements) {
        const from = bytes.byteOffset + start + offset;
        // Bytes of a message may lie at any position of their buffer.
        if (from % 8 === 0) return copiedView(kind, bytes.buffer, from, elements);
        const moved = bytes.slice(start + offset);
        return copiedView(kind, moved.buffer, 0, elements);
      },
      resource: () => {
        throw new Error("a block that travels between processes names no shared data");
      },
    },
  );
}
