/** Arithmetic, comparison and logic of columns, with pandas' rules: missing stays missing, comparisons of missing are false (`ne` true). */

import { DTypeError, ShapeError } from "../../errors.ts";
import { type Arithmetic, ARITHMETIC, type BinaryCode, binaryDtype, type Comparison, type Logical, scalarKind } from "../../meta/column-arithmetic.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { Column } from "../../values/column.ts";
import { buildColumn } from "../../values/column-builder.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { wordsOf } from "../../values/int64.ts";
import type { Room } from "../../values/room.ts";
import { allValid, clearBit } from "../../values/validity.ts";
import { flagsColumn, fromNumbers, isNumbers, large, numbersOf } from "./numbers.ts";

/** A column, or one value for all rows. */
export type Operand = Column | number | bigint | boolean | string | Date | null | object;

export function binary(code: BinaryCode, left: Operand, right: Operand, room: Room): Column {
  const [a, b] = [left instanceof Column ? left : null, right instanceof Column ? right : null];
  const whole = (a ?? b)!;
  if (a !== null && b !== null && a.length !== b.length) {
    throw new ShapeError(
      `${code}: expected partitions of equal length, got ${a.length} and ${b.length} rows: both sides must come from the same rows`,
      [a.length],
      [b.length],
    );
  }
  const name = a !== null && b !== null && a.name !== b.name ? null : whole.name;
  const made = compute(code, left, right, whole.length, room).with({ name, levels: whole.ownLevels });
  return made;
}

function compute(code: BinaryCode, left: Operand, right: Operand, length: number, room: Room): Column {
  if (code === "and" || code === "or") return logical(code, left, right, length, room);
  if ((ARITHMETIC as readonly string[]).includes(code)) return arithmetic(code as Arithmetic, left, right, length, room);
  return comparison(code as Comparison, left, right, length, room);
}

const kindOf = (side: Operand) => (side instanceof Column ? side.dtype : scalarKind(side));
const numeric = (side: Operand): boolean => (side instanceof Column ? isNumbers(side.dtype) : typeof side !== "string");
const numbers = (side: Operand): Float64Array | number =>
  side instanceof Column
    ? numbersOf(side)
    : side === null
      ? Number.NaN
      : typeof side === "object" && "nanoseconds" in side
        ? Number(side.nanoseconds) / 1e6
        : Number(side);
/** As `numbers`, but 64-bit integers without gaps as their words. */
const operand = (side: Operand): Values =>
  side instanceof Column && (side.dtype === "int64" || side.dtype === "bigint") && side.validity === null && side.range === null
    ? wordsOf(side.data)
    : numbers(side);
const valuesOf = (side: Operand): ((i: number) => unknown) => (side instanceof Column ? columnReader(side) : () => side);

function arithmetic(code: Arithmetic, left: Operand, right: Operand, length: number, room: Room): Column {
  const dtype = binaryDtype(code, kindOf(left), kindOf(right)) as ColumnType;
  if (dtype === "string") {
    const [a, b] = [valuesOf(left), valuesOf(right)];
    return buildColumn(
      null,
      "string",
      length,
      i => {
        const [x, y] = [a(i), b(i)];
        return x === null || y === null ? null : `${String(x)}${String(y)}`;
      },
      room,
    );
  }
  if (dtype === "object") {
    const [a, b] = [valuesOf(left), valuesOf(right)];
    return buildColumn(null, "object", length, i => objects(code, a(i), b(i)), room);
  }
  const whole = dtype === "int64" || dtype === "uint64" || dtype === "bigint";
  const [x, y] = whole ? [numbers(left), numbers(right)] : [operand(left), operand(right)];
  const out = (dtype === "float64" || dtype === "datetime" || dtype === "timedelta" ? room.alloc("float64", length) : new Float64Array(length)) as Float64Array;
  LOOPS[code](x, y, out, length);
  if (whole && (large(out) || (x instanceof Float64Array && large(x)) || (y instanceof Float64Array && large(y))))
    return exact(code, left, right, dtype, length, room);
  if (dtype === "float64" || dtype === "float32" || dtype === "datetime" || dtype === "timedelta") return fromNumbers(null, dtype, out, room);
  for (let i = 0; i < length; i++) if (out[i] === Number.POSITIVE_INFINITY || out[i] === Number.NEGATIVE_INFINITY) out[i] = Number.NaN;
  return fromNumbers(null, dtype, out, room);
}

/** Doubles, one for all rows, or the words of 64-bit integers. */
type Values = Float64Array | Int32Array | number;
type Loop = (x: Values, y: Values, out: Float64Array | Uint8Array, n: number) => void;

/** One loop a shape of operands, made when it is first wanted, so that each stays fast. */
function loop(expression: string): Loop {
  const made = new Map<string, Loop>();
  const shape = (side: Values, name: string): string => {
    if (typeof side === "number") return name;
    if (side instanceof Float64Array) return `${name}[i]`;
    return `(${name}[2 * i + 1] === ${name}[2 * i] >> 31 ? ${name}[2 * i] : ${name}[2 * i + 1] * 4294967296 + (${name}[2 * i] >>> 0))`;
  };
  return (x, y, out, n) => {
    const body = `const a = ${shape(x, "x")}, b = ${shape(y, "y")}; out[i] = ${expression};`;
    let found = made.get(body);
    if (found === undefined) made.set(body, (found = new Function("x", "y", "out", "n", `for (let i = 0; i < n; i++) { ${body} }`) as Loop));
    found(x, y, out, n);
  };
}
const LOOPS: Readonly<Record<Arithmetic | Comparison, Loop>> = {
  add: loop("a + b"),
  sub: loop("a - b"),
  mul: loop("a * b"),
  div: loop("a / b"),
  pow: loop("a ** b"),
  // Rounded down, and the sign of the divisor: Python's rules.
  floorDiv: loop("Math.floor(a / b)"),
  mod: loop("b === Infinity || b === -Infinity ? (a === 0 || a < 0 === b < 0 ? a : b) : a - b * Math.floor(a / b)"),
  eq: loop("a === b ? 1 : 0"),
  ne: loop("a === b ? 0 : 1"),
  lt: loop("a < b ? 1 : 0"),
  le: loop("a <= b ? 1 : 0"),
  gt: loop("a > b ? 1 : 0"),
  ge: loop("a >= b ? 1 : 0"),
};

/** 64-bit integers beyond 2^53: with bigints, wrapping around as the storage does. */
function exact(code: Arithmetic, left: Operand, right: Operand, dtype: ColumnType, length: number, room: Room): Column {
  const side = (operand: Operand): ((i: number) => bigint) => {
    if (!(operand instanceof Column)) {
      const value = BigInt(operand as number);
      return () => value;
    }
    const { data } = operand;
    return data instanceof BigInt64Array || data instanceof BigUint64Array ? i => data[i]! : i => BigInt((data as Int32Array)[i]!);
  };
  const [a, b] = [side(left), side(right)];
  const gone = [left, right].filter(operand => operand instanceof Column).map(missingTest);
  const data = room.alloc(dtype === "uint64" ? "uint64" : "int64", length) as BigInt64Array;
  let validity: Uint8Array | null = null;
  for (let i = 0; i < length; i++) {
    const [x, y] = [a(i), b(i)];
    if (gone.some(missing => missing(i)) || (y === 0n && (code === "floorDiv" || code === "mod"))) {
      clearBit((validity ??= allValid(length, room)), i);
      data[i] = 0n;
    } else data[i] = BigInt.asIntN(64, bigints(code, x, y));
  }
  return new Column({ dtype, length, data, validity });
}

function bigints(code: Arithmetic, x: bigint, y: bigint): bigint {
  switch (code) {
    case "add":
      return x + y;
    case "sub":
      return x - y;
    case "mul":
      return x * y;
    case "pow":
      return y < 0n ? 0n : x ** y;
    case "floorDiv":
      return x / y - (x % y !== 0n && x < 0n !== y < 0n ? 1n : 0n);
    case "mod":
      return ((x % y) + y) % y;
    case "div":
      return x / y;
  }
}

function objects(code: Arithmetic, x: any, y: any): unknown {
  if (x === null || x === undefined || y === null || y === undefined) return null;
  switch (code) {
    case "add":
      return x + y;
    case "sub":
      return x - y;
    case "mul":
      return x * y;
    case "div":
      return x / y;
    case "pow":
      return x ** y;
    case "floorDiv":
      return Math.floor(x / y);
    case "mod":
      return x - y * Math.floor(x / y);
  }
}

function comparison(code: Comparison, left: Operand, right: Operand, length: number, room: Room): Column {
  const out = room.alloc("bool", length) as Uint8Array;
  const dates = (side: Operand, other: Operand) => (typeof side === "string" && other instanceof Column && other.dtype === "datetime" ? new Date(side) : side);
  const [l, r] = [dates(left, right), dates(right, left)];
  if (numeric(l) && numeric(r)) {
    const [x, y] = [numbers(l), numbers(r)];
    const wide = (side: Operand) => side instanceof Column && /^(u?int64|bigint)$/.test(side.dtype) && side.range === null;
    if (!((wide(l) && large(x as Float64Array)) || (wide(r) && large(y as Float64Array)))) {
      LOOPS[code](x, y, out, length);
      return flagsColumn(null, out);
    }
  }
  const [codes, text] =
    l instanceof Column && l.dictionary !== null && typeof r === "string"
      ? [l, r]
      : r instanceof Column && r.dictionary !== null && typeof l === "string"
        ? [r, l]
        : [null, ""];
  if (codes !== null && (code === "eq" || code === "ne")) {
    const wanted = codes.dictionary!.find(text);
    const data = codes.data as Int32Array;
    const [same, other] = code === "eq" ? [1, 0] : [0, 1];
    for (let i = 0; i < length; i++) out[i] = data[i] === wanted && wanted >= 0 ? same : other;
    return flagsColumn(null, out);
  }
  const [a, b] = [exactValues(l), exactValues(r)];
  for (let i = 0; i < length; i++) out[i] = compared(code, a(i), b(i)) ? 1 : 0;
  return flagsColumn(null, out);
}

function exactValues(side: Operand): (i: number) => any {
  if (side instanceof Column && side.dtype === "int64" && side.range === null) {
    const data = side.data as BigInt64Array;
    const gone = missingTest(side);
    return i => (gone(i) ? null : data[i]);
  }
  const read = valuesOf(side);
  return i => {
    const value = read(i);
    return value instanceof Date ? +value : value;
  };
}

function compared(code: Comparison, x: any, y: any): boolean {
  if (x === null || x === undefined || y === null || y === undefined) return code === "ne";
  switch (code) {
    case "eq":
      return same(x, y);
    case "ne":
      return !same(x, y);
    case "lt":
      return x < y;
    case "le":
      return x <= y;
    case "gt":
      return x > y;
    case "ge":
      return x >= y;
  }
}

/** Bigints and numbers of one value are equal; texts and numbers never are. */
const same = (x: any, y: any): boolean =>
  x === y ||
  (typeof x === "bigint" && typeof y === "number" && Number.isInteger(y) && x === BigInt(y)) ||
  (typeof x === "number" && typeof y === "bigint" && same(y, x));

/** Missing counts as false. */
function logical(code: Logical, left: Operand, right: Operand, length: number, room: Room): Column {
  const out = room.alloc("bool", length) as Uint8Array;
  const [x, y] = [flags(left), flags(right)];
  if (code === "and") for (let i = 0; i < length; i++) out[i] = x(i) & y(i);
  else for (let i = 0; i < length; i++) out[i] = x(i) | y(i);
  return flagsColumn(null, out);
}

export function flags(side: Operand): (i: number) => number {
  if (!(side instanceof Column)) return () => (side ? 1 : 0);
  if (side.dtype === "bool" && side.validity === null) {
    const data = side.data as Uint8Array;
    return i => data[i]!;
  }
  if (side.dtype !== "bool" && side.dtype !== "object") throw new DTypeError(`expected booleans, got ${side.dtype}`);
  const read = columnReader(side);
  return i => (read(i) ? 1 : 0);
}
