/** Headers of pages: Thrift's compact protocol, of which only whole numbers, flags and structs matter here. */

export interface PageHeader {
  readonly type: "data" | "dictionary" | "data2" | "other";
  readonly compressed: number;
  readonly uncompressed: number;
  readonly values: number;
  readonly encoding: number;
  /** Version 2: bytes of levels before the values, which are not compressed. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  readonly isCompressed: boolean;
}
/** Numbers of the format. */
export const PLAIN = 0;
export const PLAIN_DICTIONARY = 2;
export const RLE = 3;
export const RLE_DICTIONARY = 8;

export interface Cursor {
  at: number;
}

interface Struct {
  [field: number]: number | boolean | Struct | undefined;
}

export function readPageHeader(bytes: Uint8Array, cursor: Cursor): PageHeader {
  const header = struct(bytes, cursor);
  const number = (value: unknown): number => (typeof value === "number" ? value : 0);
  const common = { compressed: number(header[3]), uncompressed: number(header[2]), definitionBytes: 0, repetitionBytes: 0, isCompressed: true };
  const [data, dictionary, data2] = [header[5] as Struct, header[7] as Struct, header[8] as Struct];
  switch (header[1]) {
    case 0:
      return { ...common, type: "data", values: number(data[1]), encoding: number(data[2]) };
    case 2:
      return { ...common, type: "dictionary", values: number(dictionary[1]), encoding: number(dictionary[2]) };
    case 3:
      return {
        ...common,
        type: "data2",
        values: number(data2[1]),
        encoding: number(data2[4]),
        definitionBytes: number(data2[5]),
        repetitionBytes: number(data2[6]),
        isCompressed: data2[7] !== false,
      };
    default:
      return { ...common, type: "other", values: 0, encoding: 0 };
  }
}

function struct(bytes: Uint8Array, cursor: Cursor): Struct {
  const fields: Struct = {};
  for (let id = 0; ;) {
    const head = bytes[cursor.at++];
    if (head === undefined) throw new RangeError("a page header is cut short");
    const type = head & 15;
    if (type === 0) return fields;
    id = head >> 4 === 0 ? zigzag(bytes, cursor) : id + (head >> 4);
    fields[id] = value(bytes, cursor, type);
  }
}

function value(bytes: Uint8Array, cursor: Cursor, type: number): number | boolean | Struct | undefined {
  switch (type) {
    case 1:
      return true;
    case 2:
      return false;
    case 3:
      return bytes[cursor.at++]!;
    case 4:
    case 5:
    case 6:
      return zigzag(bytes, cursor);
    case 7:
      cursor.at += 8;
      return undefined;
    case 8: {
      const size = varint(bytes, cursor);
      cursor.at += size;
      return undefined;
    }
    case 9:
    case 10: {
      const head = bytes[cursor.at++]!;
      const size = head >> 4 === 15 ? varint(bytes, cursor) : head >> 4;
      for (let i = 0; i < size; i++) value(bytes, cursor, head & 15);
      return undefined;
    }
    case 12:
      return struct(bytes, cursor);
    default:
      throw new RangeError(`a page header has a field of type ${type}`);
  }
}

export function varint(bytes: Uint8Array, cursor: Cursor): number {
  let result = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw new RangeError("a page is cut short");
    result += (byte & 127) * scale;
    if (byte < 128) return result;
  }
}
const zigzag = (bytes: Uint8Array, cursor: Cursor): number => {
  const n = varint(bytes, cursor);
  return n % 2 === 0 ? n / 2 : -(n + 1) / 2;
};
