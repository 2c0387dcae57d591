/** The `info` file of a stack of `.npy` files is a pickle of one dictionary. What is read of it is plain data: names of classes are passed over, nothing is called. */

import { FileError } from "../../errors.ts";
import type { DType } from "../../meta/dtype.ts";
import { shortName } from "../array/element-type.ts";

/** An object of a class, of which nothing is wanted. */
const OPAQUE = Symbol("object");
const MARK = Symbol("mark");

/** Opcodes are those of protocols 2 to 5 that such a dictionary needs. */
export function readPickle(bytes: Uint8Array, path: string): Record<string, any> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let at = 0;
  const take = (length: number) => bytes.subarray(at, (at += length));
  const u8 = () => bytes[at++]!;
  const u16 = () => view.getUint16((at += 2) - 2, true);
  const i32 = () => view.getInt32((at += 4) - 4, true);
  const u32 = () => view.getUint32((at += 4) - 4, true);
  const line = () => {
    const end = bytes.indexOf(0x0a, at);
    const part = text.decode(bytes.subarray(at, end));
    at = end + 1;
    return part;
  };
  const toMark = () => {
    const mark = stack.lastIndexOf(MARK);
    return stack.splice(mark).slice(1);
  };
  const put = (pairs: readonly unknown[]) => {
    const target = stack.at(-1);
    if (target instanceof Map) for (let i = 0; i < pairs.length; i += 2) target.set(pairs[i], pairs[i + 1]);
  };
  const popped = (n: number) => stack.splice(stack.length - n);
  const steps: Readonly<Record<string, () => void>> = {
    "\x80": () => void u8(),
    "\x95": () => void (at += 8),
    "}": () => stack.push(new Map()),
    "]": () => stack.push([]),
    ")": () => stack.push([]),
    "(": () => stack.push(MARK),
    X: () => stack.push(text.decode(take(u32()))),
    "\x8c": () => stack.push(text.decode(take(u8()))),
    U: () => stack.push(text.decode(take(u8()))),
    C: () => stack.push(take(u8())),
    B: () => stack.push(take(u32())),
    J: () => stack.push(i32()),
    K: () => stack.push(u8()),
    M: () => stack.push(u16()),
    "\x8a": () => stack.push(take(u8()).reduce((sum, byte, i) => sum + byte * 256 ** i, 0)),
    N: () => stack.push(null),
    "\x88": () => stack.push(true),
    "\x89": () => stack.push(false),
    t: () => stack.push(toMark()),
    "\x85": () => stack.push(popped(1)),
    "\x86": () => stack.push(popped(2)),
    "\x87": () => stack.push(popped(3)),
    e: () => {
      const items = toMark();
      (stack.at(-1) as unknown[]).push(...items);
    },
    a: () => {
      const [item] = popped(1);
      (stack.at(-1) as unknown[]).push(item);
    },
    s: () => put(popped(2)),
    u: () => put(toMark()),
    q: () => memo.set(u8(), stack.at(-1)),
    r: () => memo.set(u32(), stack.at(-1)),
    "\x94": () => memo.set(memo.size, stack.at(-1)),
    h: () => stack.push(memo.get(u8())),
    j: () => stack.push(memo.get(u32())),
    c: () => {
      line();
      line();
      stack.push(OPAQUE);
    },
    "\x93": () => {
      popped(2);
      stack.push(OPAQUE);
    },
    R: () => {
      popped(2);
      stack.push(OPAQUE);
    },
    "\x81": () => {
      popped(2);
      stack.push(OPAQUE);
    },
    b: () => void popped(1),
  };
  while (at < bytes.length) {
    const opcode = String.fromCharCode(u8());
    if (opcode === ".") break;
    const step = steps[opcode];
    if (step === undefined) throw new FileError(`${path}: a pickle of plain numbers and text expected`, path);
    step();
  }
  const result = stack.at(-1);
  return result instanceof Map ? (Object.fromEntries(result) as Record<string, any>) : {};
}

/** The same dictionary as Dask's, in protocol 2. */
export function stackPickle(chunks: readonly (readonly number[])[], dtype: DType, axis: number): Uint8Array {
  const parts: Buffer[] = [];
  const raw = (text: string) => void parts.push(Buffer.from(text, "latin1"));
  const text = (value: string) => {
    const bytes = Buffer.from(value, "utf8");
    const head = Buffer.alloc(5);
    head.write("X", "latin1");
    head.writeUInt32LE(bytes.length, 1);
    parts.push(head, bytes);
  };
  const integer = (value: number) => {
    const bytes = Buffer.alloc(2 + 8);
    bytes.writeUInt8(0x8a, 0);
    bytes.writeUInt8(8, 1);
    bytes.writeBigInt64LE(BigInt(value), 2);
    parts.push(bytes);
  };
  const short = shortName(dtype);
  raw("\x80\x02}(");
  text("chunks");
  raw("(");
  for (const blocks of chunks) {
    raw("(");
    blocks.forEach(integer);
    raw("t");
  }
  raw("t");
  text("dtype");
  raw("cnumpy\ndtype\n");
  text(short.slice(1));
  raw("\x89\x88\x87R");
  text("axis");
  integer(axis);
  raw("u.");
  return Buffer.concat(parts);
}
