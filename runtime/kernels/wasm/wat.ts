/**
 * A program as a WebAssembly module: `f(n, in0, in1, ..., out)` runs along one axis. Inputs advance by one element or stand still; the result is
 * stored, or folded into one cell, or into a row of cells. Text only: nothing is compiled here.
 */

import type { DType } from "../../meta/dtype.ts";
import type { Scalar } from "../../meta/scalar.ts";
import { type Arg, dtypeOf, type Program, type Step } from "../array/program.ts";
import { functionTexts, isFunctionName } from "./functions.ts";
import { constant, convert, type Kind, kindOf, lanesOf, load, shape, sizeOfDType, splat, store, type Width } from "./lanes.ts";
import { choose, vectorOp } from "./vector-ops.ts";

export type FoldCode = "sum" | "min" | "max";
export interface KernelShape {
  readonly program: Program;
  /** Whether each input advances. */
  readonly moving: readonly boolean[];
  /** `cell`: all elements into one; `row`: each into its own, which advance as inputs do. */
  readonly fold?: { readonly code: FoldCode; readonly into: "cell" | "row" } | undefined;
  /** 64-bit addresses. */
  readonly wide: boolean;
}
export interface KernelText {
  readonly text: string;
  /** The dtype of what it stores. */
  readonly out: DType;
}

interface Plan {
  readonly width: Width;
  /** What each input is loaded as. */
  readonly loads: readonly Kind[];
}

/** Undefined where vectors cannot do it. */
export function kernelText(kernel: KernelShape): KernelText | undefined {
  const plan = planOf(kernel.program);
  if (plan === undefined) return undefined;
  try {
    return write(kernel, plan);
  } catch (error) {
    if (error === UNABLE) return undefined;
    throw error;
  }
}

const UNABLE = new Error("vectors cannot do this");
function able<T>(value: T | undefined): T {
  if (value === undefined) throw UNABLE;
  return value;
}

/** The dtype a step wants its k-th operand in. */
const wanted = (step: Step, k: number): DType => (step.code === "where" && k === 0 ? "bool" : step.compute);

function planOf(program: Program): Plan | undefined {
  const resulting = program.steps.flatMap(step => [step.compute, step.out]);
  const width: Width = [...resulting, ...(program.steps.length === 0 ? program.inputs : [])].some(dtype => sizeOfDType(dtype) === 8) ? 8 : 4;
  if (resulting.some(dtype => kindOf(dtype, width) === undefined)) return undefined;
  const loads = program.inputs.map((dtype, input): Kind | undefined => {
    const uses = program.steps.flatMap(step => step.args.flatMap((arg, k) => ("input" in arg && arg.input === input ? [wanted(step, k)] : [])));
    const [first] = uses;
    const target = first !== undefined && uses.every(use => use === first) ? first : dtype;
    const kind = kindOf(target, width);
    if (kind !== undefined && load(dtype, kind, width, 1, "") !== undefined) return kind;
    const own = kindOf(dtype, width);
    return own !== undefined && load(dtype, own, width, 1, "") !== undefined ? own : undefined;
  });
  return loads.every(kind => kind !== undefined) ? { width, loads } : undefined;
}

function write({ program, moving, fold, wide }: KernelShape, plan: Plan): KernelText {
  const { width, loads } = plan;
  const lanes = lanesOf(width);
  const address = wide ? "i64" : "i32";
  const inputs = program.inputs.map((_, i) => i);
  const last = program.steps.at(-1);
  const valueKind = last === undefined ? loads[0]! : able(kindOf(last.out, width));
  const value = last === undefined ? "$i0" : `$s${program.steps.length - 1}`;
  const cellKind = fold === undefined ? valueKind : able(foldKind(fold.code, valueKind, width));
  const outSize = cellKind === "mask" ? 1 : width;
  const unroll = fold?.into === "cell" ? 4 : 2;

  /** The body for `count` elements, the `u`-th of an unrolled loop. */
  const body = (count: number, u: number): string => {
    const lines: string[] = [];
    for (const i of inputs) {
      if (!moving[i]) continue;
      const size = sizeOfDType(program.inputs[i]!)!;
      lines.push(`(local.set $i${i} ${able(load(program.inputs[i]!, loads[i]!, width, count, `offset=${u * lanes * size} (local.get $p${i})`))})`);
    }
    for (const [k, step] of program.steps.entries()) lines.push(stepText(program, plan, step, k));
    const at = `offset=${u * lanes * outSize} (local.get $out)`;
    if (fold === undefined) lines.push(store(valueKind, width, count === 1, at, `(local.get ${value})`));
    else {
      lines.push(`(local.set $v ${able(convert(`(local.get ${value})`, valueKind, cellKind, width))})`);
      if (fold.into === "row")
        lines.push(
          `(local.set $a0 ${able(load(dtypeOfKind(cellKind), cellKind, width, count, at))})`,
          foldText(fold.code, cellKind, width, "$a0"),
          store(cellKind, width, count === 1, at, "(local.get $a0)"),
        );
      else {
        if (count === 1) lines.push(`(local.set $v ${choose(firstLane(width), "(local.get $v)", identity(fold.code, cellKind))})`);
        lines.push(foldText(fold.code, cellKind, width, `$a${u}`));
      }
    }
    return lines.join("\n");
  };
  const advance = (count: number): string => {
    const step = (pointer: string, bytes: number) => `(local.set ${pointer} (${address}.add (local.get ${pointer}) (${address}.const ${bytes})))`;
    return [
      ...inputs.filter(i => moving[i]).map(i => step(`$p${i}`, count * sizeOfDType(program.inputs[i]!)!)),
      ...(fold?.into === "cell" ? [] : [step("$out", count * outSize)]),
    ].join("\n");
  };
  const loop = (name: string, count: number, text: string): string =>
    `(block $${name}_end (loop $${name} (br_if $${name}_end (i32.lt_s (local.get $n) (i32.const ${count})))\n${text}\n${advance(count)}\n(local.set $n (i32.sub (local.get $n) (i32.const ${count}))) (br $${name})))`;

  const still = inputs
    .filter(i => !moving[i])
    .map(i => `(local.set $i${i} ${splat(loads[i]!, width, able(load(program.inputs[i]!, loads[i]!, width, 1, `(local.get $p${i})`)))})`);
  const begin = fold?.into === "cell" ? [0, 1, 2, 3].map(u => `(local.set $a${u} ${identity(fold.code, cellKind)})`) : [];
  const end = fold?.into === "cell" ? finish(fold.code, cellKind, width) : "";
  const locals = [...inputs.map(i => `$i${i}`), ...program.steps.map((_, k) => `$s${k}`), "$v", "$a0", "$a1", "$a2", "$a3"]
    .map(name => `(local ${name} v128)`)
    .join(" ");
  const extra = functionTexts([...new Set(program.steps.map(step => step.code).filter(isFunctionName))]);
  const text = `(module (import "bask" "memory" (memory ${wide ? "i64 1 262144" : "1 65536"} shared))
${extra.imports}
${extra.functions}
(func (export "f") (param $n i32) ${inputs.map(i => `(param $p${i} ${address})`).join(" ")} (param $out ${address})
${locals}
${[...still, ...begin].join("\n")}
${loop("wide", lanes * unroll, Array.from({ length: unroll }, (_, u) => body(lanes, u)).join("\n"))}
${loop("one", lanes, body(lanes, 0))}
${loop("tail", 1, body(1, 0))}
${end}))`;
  return { text, out: dtypeOfKind(cellKind) };
}

const dtypeOfKind = (kind: Kind): DType => ({ f64: "float64", i64: "int64", f32: "float32", i32: "int32", mask: "bool" } as const)[kind];

/** What a fold's cells hold: sums of masks and 64-bit integers are integers; sums of narrower numbers would need wider cells. */
function foldKind(code: FoldCode, kind: Kind, width: Width): Kind | undefined {
  if (kind === "mask") return code === "sum" && width === 8 ? "i64" : undefined;
  return code === "sum" && width === 4 ? undefined : kind;
}

function identity(code: FoldCode, kind: Kind): string {
  if (code === "sum") return constant(0, kind);
  const low = code === "max";
  if (kind === "i64") return constant(low ? -(2n ** 63n) : 2n ** 63n - 1n, kind);
  if (kind === "i32") return constant(low ? -(2 ** 31) : 2 ** 31 - 1, kind);
  return constant(low ? -Infinity : Infinity, kind);
}

const firstLane = (width: Width): string => (width === 8 ? "(v128.const i64x2 -1 0)" : "(v128.const i32x4 -1 0 0 0)");

/** Folds `$v` into an accumulator; NaN stays once it is there. */
function foldText(code: FoldCode, kind: Kind, width: Width, into: string): string {
  const lanes = shape(kind, width);
  const [a, v] = [`(local.get ${into})`, "(local.get $v)"];
  if (code === "sum") return `(local.set ${into} (${lanes}.add ${a} ${v}))`;
  const float = kind === "f64" || kind === "f32";
  const test = `(${lanes}.${code === "min" ? "lt" : "gt"}${float ? "" : "_s"} ${v} ${a})`;
  return `(local.set ${into} ${choose(float ? `(v128.or ${test} (${lanes}.ne ${v} ${v}))` : test, v, a)})`;
}

/** Accumulators, then lanes, then the cell. */
function finish(code: FoldCode, kind: Kind, width: Width): string {
  const join = (from: string) => `(local.set $v ${from}) ${foldText(code, kind, width, "$a0")}`;
  const a0 = "(local.get $a0)";
  const turned = (bytes: number) => `(i8x16.shuffle ${Array.from({ length: 16 }, (_, i) => (i + bytes) % 16).join(" ")} ${a0} ${a0})`;
  const lanes = width === 8 ? [join(turned(8))] : [join(turned(8)), join(turned(4))];
  const cell = able(load(dtypeOfKind(kind), kind, width, 1, "(local.get $out)"));
  return [
    join("(local.get $a1)"),
    join("(local.get $a2)"),
    join("(local.get $a3)"),
    ...lanes,
    join(cell),
    store(kind, width, true, "(local.get $out)", a0),
  ].join("\n");
}

function stepText(program: Program, { width, loads }: Plan, step: Step, k: number): string {
  const operand = (arg: Arg, position: number): string => {
    const to = able(kindOf(wanted(step, position), width));
    if ("scalar" in arg) return constantOf(arg.scalar, wanted(step, position), to);
    const from = "input" in arg ? loads[arg.input]! : able(kindOf(dtypeOf(program, arg), width));
    return able(convert(`(local.get ${"input" in arg ? `$i${arg.input}` : `$s${arg.step}`})`, from, to, width));
  };
  const args = step.args.map(operand);
  const kind = able(kindOf(step.compute, width));
  const made = able(vectorOp(step.code, kind, width, args[0]!, args[1] ?? "", args[2] ?? ""));
  if (made.kind !== able(kindOf(step.out, width))) throw UNABLE;
  return `(local.set $s${k} ${made.text})`;
}

function constantOf(scalar: Scalar, dtype: DType, kind: Kind): string {
  if (kind === "f32") return constant(Math.fround(Number(scalar)), kind);
  return constant(dtype === "bool" ? Boolean(scalar) : scalar, kind);
}
