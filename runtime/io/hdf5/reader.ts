/** Numbers out of a HDF5 file, from bytes that are had in small pieces. What cannot be had stops the reading: it is thrown as `Stop` and given back. */

import { unknown, type Unknown } from "../../meta/dim.ts";

export class Stop {
  readonly why: Unknown;
  constructor(why: Unknown) {
    this.why = why;
  }
}
export type ReadBytes = (start: number, end: number) => Uint8Array | Unknown;

const PIECE = 8192;

export class FileReader {
  readonly size: number;
  /** Of addresses and of lengths, in bytes. */
  offsetSize = 8;
  lengthSize = 8;
  /** Where the file's own addresses begin. */
  base = 0;
  readonly #read: ReadBytes;
  readonly #pieces = new Map<number, Uint8Array>();

  constructor(size: number, read: ReadBytes) {
    this.size = size;
    this.#read = read;
  }

  /** Bytes of the file; fewer at its end. */
  bytes(start: number, length: number): DataView {
    const out = new Uint8Array(Math.max(0, Math.min(length, this.size - start)));
    for (let done = 0; done < out.length;) {
      const piece = Math.floor((start + done) / PIECE);
      let bytes = this.#pieces.get(piece);
      if (bytes === undefined) {
        const got = this.#read(piece * PIECE, Math.min(this.size, (piece + 1) * PIECE));
        if ("unknown" in got) throw new Stop(got);
        this.#pieces.set(piece, (bytes = got));
      }
      const part = bytes.subarray(start + done - piece * PIECE, start + out.length - piece * PIECE);
      if (part.length === 0) throw new Stop(unknown("the file is shorter than it was"));
      out.set(part, done);
      done += part.length;
    }
    return new DataView(out.buffer);
  }
  cursor(start: number, length: number): Cursor {
    return new Cursor(this, this.bytes(start, length));
  }
}

/** One number after another. */
export class Cursor {
  at = 0;
  readonly view: DataView;
  readonly #file: FileReader;
  constructor(file: FileReader, view: DataView) {
    this.#file = file;
    this.view = view;
  }
  get left(): number {
    return this.view.byteLength - this.at;
  }
  unsigned(size: number): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.view.getUint8(this.at + i);
    this.at += size;
    return value;
  }
  u8(): number {
    return this.unsigned(1);
  }
  u16(): number {
    return this.unsigned(2);
  }
  u32(): number {
    return this.unsigned(4);
  }
  /** An address in the file, or undefined. */
  address(): number | undefined {
    const size = this.#file.offsetSize;
    let none = true;
    for (let i = 0; i < size; i++) none &&= this.view.getUint8(this.at + i) === 0xff;
    const value = this.unsigned(size);
    return none ? undefined : value + this.#file.base;
  }
  length(): number {
    return this.unsigned(this.#file.lengthSize);
  }
  skip(bytes: number): this {
    this.at += bytes;
    return this;
  }
  text(length: number): string {
    const bytes = new Uint8Array(this.view.buffer, this.view.byteOffset + this.at, length);
    this.at += length;
    return new TextDecoder().decode(bytes);
  }
  part(length: number): Cursor {
    const view = new DataView(this.view.buffer, this.view.byteOffset + this.at, Math.max(0, Math.min(length, this.left)));
    this.at += length;
    return new Cursor(this.#file, view);
  }
}
