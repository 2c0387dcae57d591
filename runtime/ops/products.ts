/** Sums of products over shared indices: matrix products, tensor products and Einstein sums are one operation. */

import { isUnknown, type Dim } from "../meta/dim.ts";
import type { DType } from "../meta/dtype.ts";
import type { ArrayMeta, AxisChunks, Meta } from "../meta/meta.ts";
import type { Unknown } from "../meta/dim.ts";
import type { OperationTable, Params } from "./operation.ts";

export interface ContractParams {
  /** What the user called it. */
  readonly name: string;
  /** A letter an axis, one word an operand. */
  readonly operands: readonly string[];
  readonly output: string;
  readonly dtype: DType | Unknown;
  /** Partial products that are added in one task. */
  readonly splitEvery?: number;
}

export const PRODUCTS: OperationTable = {
  /** Letters of both operands and not of the output are summed over; the others keep their blocks. */
  "array.contract": {
    work: "reduces",
    result: "array",
    lower: { as: "custom", form: "array.contract" },
    prefix: params => (params["name"] as string | undefined) ?? "contract",
    label: params => {
      const { name, operands, output } = params as unknown as ContractParams;
      return name === "einsum" ? `einsum ${operands.join(",")}->${output}` : name;
    },
    how: (_inputs, params) => `sums of products, ${(params["operands"] as readonly string[]).join(" times ")} gives ${params["output"] as string}`,
    infer: (inputs, params) => contractedMeta(inputs, params),
  },
};

function contractedMeta(inputs: readonly Meta[], params: Params): ArrayMeta {
  const { operands, output, dtype } = params as unknown as ContractParams;
  const found = new Map<string, { dim: Dim; chunks: AxisChunks }>();
  for (const [k, word] of operands.entries()) {
    const { shape, chunks } = inputs[k] as ArrayMeta;
    for (const [axis, letter] of [...word].entries()) {
      const known = found.get(letter);
      if (known === undefined || known.dim === 1 || (isUnknown(known.dim) && !isUnknown(shape[axis]!) && shape[axis] !== 1))
        found.set(letter, { dim: shape[axis]!, chunks: chunks[axis]! });
    }
  }
  const letters = [...output].map(letter => found.get(letter)!);
  return { kind: "array", dtype, shape: letters.map(letter => letter.dim), chunks: letters.map(letter => letter.chunks) };
}
