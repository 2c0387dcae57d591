/** Values of the case format to and from JavaScript. */

import { ndarray } from "../../runtime/array.ts";
import { slice } from "../../runtime/index.ts";
import type { DType } from "../../runtime/meta/dtype.ts";
import { newaxis } from "../../runtime/meta/slice.ts";
import type { Column } from "./classes.ts";
import { columnOf, NDArrayClass, Table, Timedelta } from "./classes.ts";
import { recorder } from "./recorder.ts";

export interface CaseFrame {
  readonly columns: readonly (string | readonly string[])[];
  readonly dtypes: readonly (string | { readonly category: readonly string[]; readonly ordered: boolean })[];
  readonly index: CaseIndex;
  readonly data: readonly (readonly unknown[])[];
}
export interface CaseIndex {
  readonly name?: string | null;
  readonly names?: readonly (string | null)[];
  readonly dtype?: string;
  readonly values: readonly unknown[];
}
export interface CaseArray {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly unknown[];
}

/** A value that this version's public API has no form for. */
export class Unsupported extends Error {}

export interface Scope {
  get(name: string): unknown;
  functionNamed(name: string): unknown;
  /** The directory made for a `$files` input. */
  folder(files: Readonly<Record<string, { text?: string; base64?: string }>>): string;
}

export function decode(value: unknown, scope: Scope): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(item => decode(item, scope));
  const record = value as Record<string, never>;
  const [tag] = Object.keys(record).filter(key => key.startsWith("$"));
  switch (tag) {
    case undefined:
      return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, decode(item, scope)]));
    case "$ref":
      return scope.get(record["$ref"]!);
    case "$fn":
      return scope.functionNamed(record["$fn"]!);
    case "$slice":
      return slice(...(record["$slice"] as unknown as [number, number, number]));
    case "$newaxis":
      return newaxis;
    case "$ellipsis":
      return "...";
    case "$num":
      return Number(record["$num"]);
    case "$dt":
      return new Date(`${record["$dt"]}Z`);
    case "$td":
      return new Timedelta(record["$td"]!, "ns");
    case "$complex": {
      const [re, im] = record["$complex"] as unknown as [number, number];
      return { re, im };
    }
    case "$set":
      return new Set((record["$set"] as unknown as unknown[]).map(item => decode(item, scope)));
    case "$map":
      return new Map((record["$map"] as unknown as [unknown, unknown][]).map(([k, v]) => [decode(k, scope), decode(v, scope)]));
    case "$bytes":
      return Uint8Array.from(Buffer.from(record["$bytes"]!, "base64"));
    case "$ndarray":
      return decodeArray(record["$ndarray"]!);
    case "$recorder":
      return recorder(decodeArray(record["$recorder"]!) as InstanceType<typeof NDArrayClass>);
    case "$frame":
      return decodeFrame(record["$frame"]!);
    case "$series": {
      const { name, dtype, index, values } = record["$series"] as unknown as { name: string | null; dtype: string; index: CaseIndex; values: unknown[] };
      return decodeColumn(name, dtype, values).with({ levels: levelsOf(index, values.length) });
    }
    case "$files":
      return scope.folder(record["$files"]!);
    case "$path": {
      const [directory, glob] = record["$path"] as unknown as [string, string];
      return `${String(scope.get(directory))}/${glob}`;
    }
    default:
      throw new Unsupported(`a value ${tag}`);
  }
}

export function decodeArray({ shape, dtype, data }: CaseArray): unknown {
  const numbers = data.map(item => (typeof item === "string" ? Number(item) : item));
  if (/^(datetime|timedelta|object|<U|str)/.test(dtype)) throw new Unsupported(`an array of ${dtype}`);
  switch (dtype) {
    case "int64":
      return ndarray(
        BigInt64Array.from(numbers, n => BigInt(n as number)),
        shape,
      );
    case "uint64":
      return ndarray(
        BigUint64Array.from(numbers, n => BigInt(n as number)),
        shape,
      );
    case "bool":
      return new NDArrayClass(Uint8Array.from(numbers, Number), [...shape], "bool");
    case "complex64":
    case "complex128": {
      const flat = numbers.flatMap(n => (n as { $complex?: number[] }).$complex ?? (Array.isArray(n) ? n : [n as number, 0]));
      return new NDArrayClass(dtype === "complex64" ? Float32Array.from(flat as number[]) : Float64Array.from(flat as number[]), [...shape], dtype);
    }
    default:
      return new NDArrayClass(storage(dtype as DType, numbers as number[]), [...shape], dtype as DType);
  }
}

function storage(dtype: DType, values: readonly number[]) {
  const kinds = {
    int8: Int8Array,
    int16: Int16Array,
    int32: Int32Array,
    uint8: Uint8Array,
    uint16: Uint16Array,
    uint32: Uint32Array,
    float32: Float32Array,
    float64: Float64Array,
  } as const;
  const Kind = kinds[dtype as keyof typeof kinds];
  if (Kind === undefined) throw new Unsupported(`an array of ${dtype}`);
  return Kind.from(values);
}

export function decodeFrame(frame: CaseFrame): Table {
  const length = frame.data[0]?.length ?? frame.index.values.length;
  const fields = frame.columns.map((name, i) => {
    if (typeof name !== "string") throw new Unsupported("columns of several levels");
    return decodeColumn(name, frame.dtypes[i]!, frame.data[i]!);
  });
  return new Table({ fields, levels: levelsOf(frame.index, length), length });
}

function levelsOf(index: CaseIndex, length: number): Column[] | null {
  if (index.names !== undefined) {
    return index.names.map((name, level) =>
      columnOf(
        name ?? "",
        (index.values as unknown[][]).map(value => value[level]),
      ),
    );
  }
  if ((index.name ?? null) === null && index.dtype === "int64" && index.values.length === length && index.values.every((value, i) => value === i)) return null;
  return [decodeColumn(index.name ?? "", index.dtype ?? "object", index.values)];
}

function decodeColumn(name: string | null, dtype: CaseFrame["dtypes"][number], values: readonly unknown[]): Column {
  if (typeof dtype === "object") {
    throw new Unsupported("a category column as an input");
  }
  const plain = values.map(value => {
    if (typeof value === "string" && dtype === "datetime") return new Date(/Z$/.test(value) ? value : `${value}Z`);
    if (typeof value === "number" && dtype === "timedelta") return new Timedelta(value, "ns");
    if (typeof value === "object" && value !== null && "$num" in value) return Number((value as { $num: string }).$num);
    if (value === null && (dtype === "float64" || dtype === "float32")) return Number.NaN;
    return value;
  });
  const types: Readonly<Record<string, string>> = { "bool?": "bool", str: "string" };
  return columnOf(name, plain, (types[dtype] ?? dtype) as never);
}
