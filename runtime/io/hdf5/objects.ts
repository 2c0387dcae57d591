/** Objects of a HDF5 file: their messages, and the members of groups (HDF5 File Format Specification 3.0, IV and III). */

import { NotSupportedError } from "../../errors.ts";
import type { Cursor, FileReader } from "./reader.ts";

export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly body: () => Cursor;
}

export const MESSAGE = { dataspace: 1, linkInfo: 2, datatype: 3, link: 6, layout: 8, filters: 11, continuation: 16, symbolTable: 17 } as const;

/** The messages of the object whose header is at `address`. */
export function messagesOf(file: FileReader, address: number): Message[] {
  const signature = file.cursor(address, 4).text(4);
  return signature === "OHDR" ? newer(file, address) : older(file, address);
}

function older(file: FileReader, address: number): Message[] {
  const head = file.cursor(address, 16);
  head.skip(2);
  let left = head.u16();
  head.skip(4);
  const blocks: [start: number, length: number][] = [[address + 16, head.u32()]];
  const found: Message[] = [];
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    const cursor = file.cursor(block[0], block[1]);
    while (left > 0 && cursor.left >= 8) {
      const type = cursor.u16();
      const size = cursor.u16();
      const flags = cursor.u8();
      cursor.skip(3);
      const at = block[0] + cursor.at;
      const body = cursor.part(size);
      left--;
      if (type === MESSAGE.continuation) blocks.push([body.address()!, body.length()]);
      else found.push({ type, flags, body: () => file.cursor(at, size) });
    }
  }
  return found;
}

function newer(file: FileReader, address: number): Message[] {
  const head = file.cursor(address, 64).skip(5);
  const flags = head.u8();
  if (flags & 0x20) head.skip(16);
  if (flags & 0x10) head.skip(4);
  const length = head.unsigned(1 << (flags & 3));
  const blocks: [start: number, length: number][] = [[address + head.at, length]];
  const found: Message[] = [];
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    const cursor = file.cursor(block[0], block[1]);
    const header = flags & 4 ? 6 : 4;
    while (cursor.left >= header) {
      const type = cursor.u8();
      const size = cursor.u16();
      const own = cursor.u8();
      if (flags & 4) cursor.skip(2);
      if (size > cursor.left) break;
      const at = block[0] + cursor.at;
      const body = cursor.part(size);
      if (type !== MESSAGE.continuation) found.push({ type, flags: own, body: () => file.cursor(at, size) });
      else {
        // A block of its own has a signature before and a checksum after it.
        const start = body.address()!;
        blocks.push([start + 4, body.length() - 8]);
      }
    }
  }
  return found;
}

/** Names of a group's members and where their headers are; undefined for links that lead elsewhere. */
export function membersOf(file: FileReader, messages: readonly Message[], where: string): Map<string, number | undefined> {
  const members = new Map<string, number | undefined>();
  for (const { type, body } of messages) {
    if (type === MESSAGE.link) addLink(body(), members);
    if (type === MESSAGE.symbolTable) {
      const cursor = body();
      const tree = cursor.address()!;
      symbolTable(file, tree, cursor.address()!, members);
    }
    if (type === MESSAGE.linkInfo) {
      const cursor = body().skip(1);
      if (cursor.u8() & 1) cursor.skip(8);
      const heap = cursor.address();
      const index = cursor.address();
      if (heap !== undefined && index !== undefined) denseLinks(file, heap, index, members, where);
    }
  }
  return members;
}

function addLink(cursor: Cursor, members: Map<string, number | undefined>): void {
  cursor.skip(1);
  const flags = cursor.u8();
  const kind = flags & 8 ? cursor.u8() : 0;
  if (flags & 4) cursor.skip(8);
  if (flags & 16) cursor.skip(1);
  const name = cursor.text(cursor.unsigned(1 << (flags & 3)));
  members.set(name, kind === 0 ? cursor.address() : undefined);
}

/** Version 1: a B-tree of nodes of symbols, whose names are in a heap. */
function symbolTable(file: FileReader, tree: number, heap: number, members: Map<string, number | undefined>): void {
  const head = file.cursor(heap, 8 + 3 * 8).skip(8);
  const heapSize = head.length();
  head.length();
  const data = head.address()!;
  const names = file.bytes(data, heapSize);
  const nameAt = (at: number): string => {
    let end = at;
    while (end < names.byteLength && names.getUint8(end) !== 0) end++;
    return new TextDecoder().decode(new Uint8Array(names.buffer, names.byteOffset + at, end - at));
  };
  const visit = (address: number): void => {
    const node = file.cursor(address, 8 + 2 * file.offsetSize);
    if (node.text(4) === "SNOD") {
      const count = node.skip(2).u16();
      const size = 2 * file.offsetSize + 24;
      const entries = file.cursor(address + 8, count * size);
      for (let i = 0; i < count; i++) {
        const entry = entries.part(size);
        const name = nameAt(entry.unsigned(file.offsetSize));
        const header = entry.address();
        members.set(name, entry.u32() === 2 ? undefined : header);
      }
      return;
    }
    const used = node.skip(2).u16();
    const start = address + 8 + 2 * file.offsetSize;
    const children = file.cursor(start, used * (file.lengthSize + file.offsetSize) + file.lengthSize);
    for (let i = 0; i < used; i++) visit(children.skip(file.lengthSize).address()!);
  };
  visit(tree);
}

/** Many links: a B-tree (version 2) of places in a heap of blocks, each place one link message. */
function denseLinks(file: FileReader, heapAddress: number, treeAddress: number, members: Map<string, number | undefined>, where: string): void {
  const heap = fractalHeap(file, heapAddress, where);
  const tree = file.cursor(treeAddress, 64).skip(4 + 1);
  const kind = tree.u8();
  const nodeSize = tree.u32();
  const recordSize = tree.u16();
  const depth = tree.u16();
  tree.skip(2);
  const root = tree.address();
  const records = tree.u16();
  if (root === undefined) return;
  if (depth > 1 || (kind !== 5 && kind !== 6)) throw new NotSupportedError(`${where}: a group of so many members is not read`);
  const leaf = (address: number, count: number): void => {
    const node = file.cursor(address, nodeSize).skip(6);
    for (let i = 0; i < count; i++) {
      const record = node.part(recordSize).skip(kind === 5 ? 4 : 8);
      const place = heap(record);
      addLink(file.cursor(place.start, place.length), members);
    }
  };
  if (depth === 0) return leaf(root, records);
  const node = file.cursor(root, nodeSize).skip(6);
  const own = node.part(recordSize * records);
  for (let i = 0; i < records; i++) {
    const place = heap(own.part(recordSize).skip(kind === 5 ? 4 : 8));
    addLink(file.cursor(place.start, place.length), members);
  }
  const most = Math.floor((nodeSize - 10) / recordSize);
  const width = most < 256 ? 1 : 2;
  for (let i = 0; i <= records; i++) {
    const child = node.address()!;
    leaf(child, node.unsigned(width));
  }
}

/** Where an object of a heap is, by its id. */
function fractalHeap(file: FileReader, address: number, where: string): (id: Cursor) => { start: number; length: number } {
  const { offsetSize: o, lengthSize: l } = file;
  const head = file.cursor(address, 22 + 12 * l + 3 * o + 32).skip(5 + 2);
  const filters = head.u16();
  head.skip(1);
  const maxManaged = head.u32();
  head.skip(l + o + l + o + 8 * l);
  const width = head.u16();
  const startSize = head.length();
  const maxDirect = head.length();
  const maxBits = head.u16();
  head.skip(2);
  const root = head.address();
  const rows = head.u16();
  const refuse = (): never => {
    throw new NotSupportedError(`${where}: a group of so many members is not read`);
  };
  if (filters > 0 || root === undefined) return refuse;
  const offsetBytes = Math.ceil(maxBits / 8);
  const lengthBytes = Math.ceil((Math.floor(Math.log2(Math.min(maxDirect, maxManaged))) + 1) / 8);
  /** First byte in the heap's own space, and where its block is. */
  const blocks: { from: number; size: number; at: number }[] = [];
  if (rows === 0) blocks.push({ from: 0, size: startSize, at: root });
  else {
    const table = file.cursor(root, 5 + o + offsetBytes + rows * width * o).skip(5 + o + offsetBytes);
    let from = 0;
    for (let row = 0; row < rows; row++) {
      const size = row < 2 ? startSize : startSize * 2 ** (row - 1);
      if (size > maxDirect) return refuse;
      for (let i = 0; i < width; i++, from += size) {
        const at = table.address();
        if (at !== undefined) blocks.push({ from, size, at });
      }
    }
  }
  return id => {
    if ((id.u8() & 0x30) !== 0) return refuse();
    const offset = id.unsigned(offsetBytes);
    const length = id.unsigned(lengthBytes);
    const block = blocks.find(({ from, size }) => offset >= from && offset < from + size);
    return block === undefined ? refuse() : { start: block.at + offset - block.from, length };
  };
}
