/** A chain of element by element operations as data: what the loop generator and the SIMD generator compile. */

import { DTYPE_INFO, type DType } from "../../meta/dtype.ts";
import { type OperandType, type Scalar, type ScalarCode, scalarTypes } from "../../meta/scalar.ts";

/** An operand: an array, an earlier step, or a constant. */
export type Arg = { readonly input: number } | { readonly step: number } | { readonly scalar: Scalar };

export interface Step {
  readonly code: ScalarCode;
  readonly args: readonly Arg[];
  /** What operands are converted to (the condition of `where` is not). */
  readonly compute: DType;
  readonly out: DType;
}

/** The result is the last step, or the one input where there is none. */
export interface Program {
  readonly inputs: readonly DType[];
  readonly steps: readonly Step[];
}

/** The dtype of the result; of a program without steps, its one input's. */
export const outOf = (program: Program): DType => program.steps.at(-1)?.out ?? program.inputs[0]!;

/** Settings of one element by element operation: scalars stand at their positions, arrays fill the rest in order. */
export interface ElementParams {
  readonly scalars?: Readonly<Record<number, Scalar>> | undefined;
  readonly dtype?: DType | undefined;
}

export function argsOf(arity: number, params: ElementParams, arrays: readonly Arg[]): Arg[] {
  let next = 0;
  return Array.from({ length: arity }, (_, i) => {
    const scalar = params.scalars?.[i];
    return scalar === undefined ? arrays[next++]! : { scalar };
  });
}

/** Adds a step, its types found from its operands. */
export function stepOf(program: Program, code: ScalarCode, args: readonly Arg[], dtype?: DType): Step {
  const types = scalarTypes(
    code,
    args.map(arg => operandType(program, arg)),
    dtype,
  );
  const power = code === "pow" && "scalar" in args[1]! ? powerCode(Number(args[1].scalar), types.out) : undefined;
  return power === undefined ? { code, args, ...types } : { code: power, args: args.slice(0, 1), ...types };
}

/** Powers that are something simpler, as NumPy has them. */
function powerCode(exponent: number, dtype: DType): ScalarCode | undefined {
  const { category } = DTYPE_INFO[dtype];
  if (exponent === 2 && category !== "complex") return "square";
  if (exponent === 1 && category !== "complex") return "real";
  if (category !== "float") return undefined;
  return exponent === 0.5 ? "sqrt" : exponent === -1 ? "reciprocal" : undefined;
}

function operandType(program: Program, arg: Arg): OperandType {
  if ("scalar" in arg) return { scalar: arg.scalar };
  return { dtype: dtypeOf(program, arg) };
}

export const dtypeOf = (program: Program, arg: Exclude<Arg, { scalar: Scalar }>): DType =>
  "input" in arg ? program.inputs[arg.input]! : program.steps[arg.step]!.out;

const keys = new WeakMap<Program, string>();
export function programKey(program: Program): string {
  let key = keys.get(program);
  if (key === undefined) keys.set(program, (key = keyOf(program)));
  return key;
}
const keyOf = (program: Program): string =>
  `${program.inputs.join(",")};${program.steps.map(step => `${step.code}:${step.compute}:${step.out}(${step.args.map(argKey).join(",")})`).join(";")}`;

function argKey(arg: Arg): string {
  if ("input" in arg) return `i${arg.input}`;
  if ("step" in arg) return `s${arg.step}`;
  return `${typeof arg.scalar}${Object.is(arg.scalar, -0) ? "-0" : String(arg.scalar)}`;
}
