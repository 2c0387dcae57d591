/** Element by element operations on arrays: a row each, all of one shape, from the table of scalar forms. */

import { DTypeError } from "../errors.ts";
import { broadcastShapes, commonAxis } from "../meta/block-grid.ts";
import { isUnknown, unknown } from "../meta/dim.ts";
import { type DType, isDType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import { type OperandType, SCALAR, type Scalar, type ScalarCode, scalarTypes } from "../meta/scalar.ts";
import type { Operation, OperationTable, Params } from "./operation.ts";

export const ELEMENTWISE: OperationTable = Object.fromEntries((Object.keys(SCALAR) as ScalarCode[]).map(code => [`array.${code}`, rowOf(code)]));

function rowOf(code: ScalarCode): Operation {
  const { arity } = SCALAR[code];
  return {
    work: "blockwise",
    result: "array",
    infer: (inputs, params) => elementwiseMeta(code, inputs, params),
    lower: { as: "blockwise", kernel: `elementwise.${code}` },
    scalar: { code, arity },
    prefix: () => code,
    label: params => labelOf(code, arity, params),
  };
}

/** Operands as the dtype rules see them: scalars at their positions, arrays in the rest. Undefined where a dtype is not known. */
export function operandTypes(arity: number, dtypes: readonly (DType | undefined)[], params: Params): OperandType[] | undefined {
  const scalars = (params["scalars"] ?? {}) as Readonly<Record<number, Scalar>>;
  let next = 0;
  const operands = Array.from({ length: arity }, (_, i) => {
    const scalar = scalars[i];
    if (scalar !== undefined) return { scalar };
    const dtype = dtypes[next++];
    return dtype === undefined ? undefined : { dtype };
  });
  return operands.every(operand => operand !== undefined) ? operands : undefined;
}

function elementwiseMeta(code: ScalarCode, inputs: readonly Meta[], params: Params): ArrayMeta {
  const arrays = inputs.map(asArray);
  const operands = operandTypes(
    SCALAR[code].arity,
    arrays.map(meta => (isUnknown(meta.dtype) ? undefined : meta.dtype)),
    params,
  );
  const unknownDtype = arrays.find(meta => isUnknown(meta.dtype))?.dtype ?? unknown("the dtype of an operand is not known");
  const types = operands === undefined ? undefined : scalarTypes(code, operands, params["dtype"] as DType | undefined);
  return { kind: "array", dtype: types?.out ?? (params["dtype"] as DType | undefined) ?? (alwaysBool(code) ? "bool" : unknownDtype), ...broadcastGrid(arrays) };
}

const alwaysBool = (code: ScalarCode): boolean => /^(?:lt|le|gt|ge|eq|ne|is\w+|logical\w+|signbit)$/.test(code);

/** Shape and blocks of arrays whose blocks agree already. */
export function broadcastGrid(arrays: readonly ArrayMeta[]): { shape: ArrayMeta["shape"]; chunks: readonly AxisChunks[] } {
  const shape = broadcastShapes(arrays.map(meta => meta.shape));
  const chunks = shape.map((n, axis) => {
    const along = arrays.flatMap(meta => {
      const k = axis - shape.length + meta.shape.length;
      return k < 0 || (meta.shape[k] === 1 && n !== 1) ? [] : [meta.chunks[k]!];
    });
    return along.length === 0 ? [1] : commonAxis(along);
  });
  return { shape, chunks };
}

/** A single value is an array without axes. */
export function asArray(meta: Meta): ArrayMeta {
  if (meta.kind === "array") return meta;
  if (meta.kind === "scalar" || meta.kind === "delayed") {
    return {
      kind: "array",
      dtype: isDType(meta.dtype) ? meta.dtype : meta.dtype === undefined ? "float64" : unknown("the dtype of a single value"),
      shape: [],
      chunks: [],
    };
  }
  throw new DTypeError(`expected an array or a number, got a ${meta.kind}`);
}

const SIGNS: Partial<Record<ScalarCode, string>> = {
  add: "+",
  sub: "−",
  mul: "×",
  div: "÷",
  floorDiv: "//",
  mod: "mod",
  pow: "^",
  lt: "<",
  le: "≤",
  gt: ">",
  ge: "≥",
  eq: "=",
  ne: "≠",
  and: "and",
  or: "or",
  xor: "xor",
};

function labelOf(code: ScalarCode, arity: number, params: Params): string {
  const scalars = (params["scalars"] ?? {}) as Readonly<Record<number, Scalar>>;
  const sign = SIGNS[code];
  if (code === "astype") return `astype ${String(params["dtype"])}`;
  if (arity === 2 && scalars[1] !== undefined) return `${sign ?? code} ${scalars[1]}`;
  if (arity === 2 && scalars[0] !== undefined) return `${scalars[0]} ${sign ?? code}`;
  return code;
}
