/** Element types of arrays and columns: sizes, storage, and NumPy's promotion. */

export const DTYPES = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float32",
  "float64",
  "complex64",
  "complex128",
] as const;
export type DType = (typeof DTYPES)[number];

/** What a column may hold beside numbers. "bigint" is int64 that comes out as bigints; datetime and timedelta are float64 milliseconds, NaN where missing. */
export type ColumnType =
  | Exclude<DType, "uint64" | "complex64" | "complex128">
  | "uint64"
  | "bigint"
  | "string"
  | "category"
  | "datetime"
  | "timedelta"
  | "object";

export type TypedArray =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

interface DTypeInfo {
  /** Bytes an element. */
  readonly size: number;
  readonly array: new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => TypedArray;
  /** Storage elements an element: two for complex numbers. */
  readonly lanes: 1 | 2;
  readonly category: "bool" | "int" | "uint" | "float" | "complex";
}

export const DTYPE_INFO: Readonly<Record<DType, DTypeInfo>> = {
  bool: { size: 1, array: Uint8Array, lanes: 1, category: "bool" },
  int8: { size: 1, array: Int8Array, lanes: 1, category: "int" },
  int16: { size: 2, array: Int16Array, lanes: 1, category: "int" },
  int32: { size: 4, array: Int32Array, lanes: 1, category: "int" },
  int64: { size: 8, array: BigInt64Array, lanes: 1, category: "int" },
  uint8: { size: 1, array: Uint8Array, lanes: 1, category: "uint" },
  uint16: { size: 2, array: Uint16Array, lanes: 1, category: "uint" },
  uint32: { size: 4, array: Uint32Array, lanes: 1, category: "uint" },
  uint64: { size: 8, array: BigUint64Array, lanes: 1, category: "uint" },
  float32: { size: 4, array: Float32Array, lanes: 1, category: "float" },
  float64: { size: 8, array: Float64Array, lanes: 1, category: "float" },
  complex64: { size: 8, array: Float32Array, lanes: 2, category: "complex" },
  complex128: { size: 16, array: Float64Array, lanes: 2, category: "complex" },
};

export const isDType = (name: unknown): name is DType => typeof name === "string" && Object.hasOwn(DTYPE_INFO, name);
export const itemsize = (dtype: DType): number => DTYPE_INFO[dtype].size;

/** NumPy's promotion of two array dtypes. */
export function promote(a: DType, b: DType): DType {
  if (a === b) return a;
  const [x, y] = [DTYPE_INFO[a], DTYPE_INFO[b]];
  if (x.category === "bool") return b;
  if (y.category === "bool") return a;
  if (x.category === "complex" || y.category === "complex") {
    const single = (d: DType) =>
      d === "complex64" || d === "float32" || (DTYPE_INFO[d].category !== "float" && DTYPE_INFO[d].category !== "complex" && DTYPE_INFO[d].size <= 2);
    return single(a) && single(b) ? "complex64" : "complex128";
  }
  if (x.category === "float" || y.category === "float") {
    const single = (d: DType) => d === "float32" || (DTYPE_INFO[d].category !== "float" && DTYPE_INFO[d].size <= 2);
    return single(a) && single(b) ? "float32" : "float64";
  }
  if (x.category === y.category) return x.size >= y.size ? a : b;
  const [signed, unsigned] = x.category === "int" ? [x, y] : [y, x];
  if (signed.size > unsigned.size) return x.category === "int" ? a : b;
  return unsigned.size === 8 ? "float64" : (`int${unsigned.size * 16}` as DType);
}

/** The dtype of an operation of an array and a scalar: scalars are weak, a number without fraction keeps an integer dtype. */
export function promoteScalar(dtype: DType, scalar: number | bigint | boolean): DType {
  const { category } = DTYPE_INFO[dtype];
  if (category === "float" || category === "complex") return dtype;
  if (typeof scalar === "boolean") return dtype;
  if (typeof scalar === "number" && !Number.isInteger(scalar)) return "float64";
  if (category === "bool") return "int64";
  return fits(dtype, scalar) ? dtype : promote(dtype, WIDER.find(wider => fits(wider, scalar)) ?? "float64");
}
/** An integer that its dtype cannot hold would be another one there: the result is of a wider dtype. */
const WIDER = ["int8", "int16", "int32", "int64", "uint64"] as const satisfies readonly DType[];
function fits(dtype: DType, integer: number | bigint): boolean {
  const bits = DTYPE_INFO[dtype].size * 8;
  const signed = DTYPE_INFO[dtype].category === "int";
  return signed ? integer >= -(2 ** (bits - 1)) && integer < 2 ** (bits - 1) : integer >= 0 && integer < 2 ** bits;
}

/** The dtype a scalar alone has: bool, int64 or float64. */
export const scalarDType = (scalar: number | bigint | boolean): DType =>
  typeof scalar === "boolean" ? "bool" : typeof scalar === "bigint" || Number.isInteger(scalar) ? "int64" : "float64";

export const floating = (dtype: DType): DType => (DTYPE_INFO[dtype].category === "float" || DTYPE_INFO[dtype].category === "complex" ? dtype : "float64");

/** The dtype of NumPy's `sum` and `prod`. */
export function sumDType(dtype: DType): DType {
  const { category } = DTYPE_INFO[dtype];
  return category === "float" || category === "complex" ? dtype : category === "uint" ? "uint64" : "int64";
}

/** Fresh zeroed storage for `length` elements. */
export function storage(dtype: DType, length: number): TypedArray {
  const info = DTYPE_INFO[dtype];
  return new info.array(new ArrayBuffer(length * info.size), 0, length * info.lanes);
}
