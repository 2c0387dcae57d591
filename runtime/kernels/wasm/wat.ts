/**
 * A program as a WebAssembly module: `f(rows, columns, in0, in1, ..., out, step0, step1, ..., stepOut, far...)` runs over rows; steps lead from
 * one row to the next, in bytes. In a row inputs advance by one element, by steps of their own, or stand still; the result is stored, or folded
 * into one cell, a cell a row, or a row of cells. Text only: nothing is compiled here.
 */

import type { DType } from "../../meta/dtype.ts";
import type { Scalar } from "../../meta/scalar.ts";
import { type Arg, dtypeOf, type Program, type Step } from "../array/program.ts";
import { pairsOf } from "./circular.ts";
import { functionTexts, isFunctionName } from "./functions.ts";
import { constant, convert, type Kind, kindOf, lanesOf, load, loadLane, shape, sizeOfDType, splat, store, type Width, widened } from "./lanes.ts";
import { choose, vectorOp } from "./vector-ops.ts";

export type FoldCode = "sum" | "min" | "max";
/** How an input goes along a row: element by element, not at all, or in steps of so many bytes. */
export type Walk = "one" | "zero" | "far";
export interface KernelShape {
  readonly program: Program;
  /** One an input. */
  readonly walks: readonly Walk[];
  /** `cell`: all elements into one; `cells`: each row into its own; `row`: each element of a row into its own, which advance as inputs do. */
  readonly fold?: { readonly code: FoldCode; readonly into: "cell" | "cells" | "row" } | undefined;
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

function write({ program, walks, fold, wide }: KernelShape, plan: Plan): KernelText {
  const { width, loads } = plan;
  const lanes = lanesOf(width);
  const address = wide ? "i64" : "i32";
  const inputs = program.inputs.map((_, i) => i);
  const last = program.steps.at(-1);
  const valueKind = last === undefined ? loads[0]! : able(kindOf(last.out, width));
  const value = last === undefined ? "$i0" : `$s${program.steps.length - 1}`;
  const cellKind = fold === undefined ? valueKind : able(foldKind(fold.code, valueKind, width));
  const outSize = cellKind === "mask" ? 1 : width;
  const gathered = fold !== undefined && fold.into !== "row";
  const careful = gathered && fold.code === "sum" && cellKind === "f64";
  const unroll = gathered ? 4 : 2;
  const pairs = pairsOf(program);
  const move = (pointer: string, by: string) => `(local.set ${pointer} (${address}.add (local.get ${pointer}) ${by}))`;

  /** The body for `count` elements, the `u`-th of an unrolled loop. */
  const body = (count: number, u: number): string => {
    const lines: string[] = [];
    for (const i of inputs) {
      const dtype = program.inputs[i]!;
      if (walks[i] === "one") {
        const at = `offset=${u * lanes * sizeOfDType(dtype)!} (local.get $p${i})`;
        lines.push(`(local.set $i${i} ${able(load(dtype, loads[i]!, width, count, at))})`);
      } else if (walks[i] === "far") {
        for (let lane = 0; lane < count; lane++)
          lines.push(`(local.set $i${i} ${able(loadLane(dtype, lane, `(local.get $p${i})`, `(local.get $i${i})`))})`, move(`$p${i}`, `(local.get $d${i})`));
        lines.push(`(local.set $i${i} ${able(widened(dtype, loads[i]!, width, `(local.get $i${i})`))})`);
      }
    }
    for (const [k, step] of program.steps.entries()) {
      const other = pairs.get(k);
      if (other === undefined) lines.push(stepText(program, plan, step, k));
      else if (other > k) lines.push(bothText(program, plan, step, step.code === "sin" ? [k, other] : [other, k]));
    }
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
  const advance = (count: number): string =>
    [
      ...inputs.filter(i => walks[i] === "one").map(i => move(`$p${i}`, `(${address}.const ${count * sizeOfDType(program.inputs[i]!)!})`)),
      ...(gathered ? [] : [move("$out", `(${address}.const ${count * outSize})`)]),
    ].join("\n");
  const loop = (name: string, count: number, text: string): string =>
    `(block $${name}_end (loop $${name} (br_if $${name}_end (i32.lt_s (local.get $n) (i32.const ${count})))\n${text}\n${advance(count)}\n(local.set $n (i32.sub (local.get $n) (i32.const ${count}))) (br $${name})))`;

  const still = inputs
    .filter(i => walks[i] === "zero")
    .map(i => `(local.set $i${i} ${splat(loads[i]!, width, able(load(program.inputs[i]!, loads[i]!, width, 1, `(local.get $p${i})`)))})`);
  const cleared = gathered ? [0, 1, 2, 3].map(u => `(local.set $a${u} ${identity(fold.code, cellKind)})`) : [];
  const begin = [...cleared, ...(careful ? [`(local.set $t ${ZERO}) (local.set $e ${ZERO}) (local.set $k (i32.const ${RUN}))`] : [])].join("\n");
  const flush = careful ? [addedCarefully(), ...cleared].join("\n") : "";
  const end = !gathered ? "" : careful ? `${addedCarefully()}\n${finishSum()}` : finish(fold.code, cellKind, width);
  const rest = careful
    ? `(local.set $k (i32.sub (local.get $k) (i32.const 1)))\n(if (i32.eqz (local.get $k)) (then ${flush}\n(local.set $k (i32.const ${RUN}))))`
    : "";
  const locals = [...inputs.map(i => `$i${i}`), ...program.steps.map((_, k) => `$s${k}`), "$v", "$a0", "$a1", "$a2", "$a3", "$t", "$e", "$w", "$x"]
    .map(name => `(local ${name} v128)`)
    .join(" ");
  const pointers = [...inputs.map(i => `$p${i}`), "$out"];
  const start = (pointer: string) => `$row_${pointer.slice(1)}`;
  const step = (pointer: string) => `$step_${pointer.slice(1)}`;
  const extra = functionTexts([
    ...new Set(program.steps.flatMap(({ code }, k) => (pairs.has(k) ? (["sincos"] as const) : isFunctionName(code) ? [code] : []))),
  ]);
  const text = `(module (import "bask" "memory" (memory ${wide ? "i64 1 262144" : "1 65536"} shared))
${extra.imports}
${extra.functions}
(func (export "f") (param $rows i32) (param $columns i32)
${pointers.map(p => `(param ${start(p)} ${address})`).join(" ")} ${pointers.map(p => `(param ${step(p)} ${address})`).join(" ")}
${inputs
  .filter(i => walks[i] === "far")
  .map(i => `(param $d${i} ${address})`)
  .join(" ")}
(local $n i32) (local $k i32) ${pointers.map(p => `(local ${p} ${address})`).join(" ")}
${locals}
${fold?.into === "cell" ? begin : ""}
(block $rows_end (loop $each
(br_if $rows_end (i32.le_s (local.get $rows) (i32.const 0)))
(local.set $n (local.get $columns))
${pointers.map(p => `(local.set ${p} (local.get ${start(p)}))`).join("\n")}
${still.join("\n")}
${fold?.into === "cells" ? begin : ""}
${loop("wide", lanes * unroll, `${Array.from({ length: unroll }, (_, u) => body(lanes, u)).join("\n")}\n${rest}`)}
${loop("one", lanes, body(lanes, 0))}
${loop("tail", 1, body(1, 0))}
${fold?.into === "cells" ? end : ""}
${pointers.map(p => move(start(p), `(local.get ${step(p)})`)).join("\n")}
(local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
(br $each)))
${fold?.into === "cell" ? `(local.set $out (local.get ${start("$out")}))\n${end}` : ""}))`;
  return { text, out: dtypeOfKind(cellKind) };
}

/** Turns of the widest loop after which a sum's accumulators are added up: 256 elements. */
const RUN = 32;
const ZERO = "(v128.const i64x2 0 0)";

/** Adds the accumulators to the total `$t`, and what that addition rounds off to `$e` (Knuth's two-sum): the error does not grow with the number of runs. */
function addedCarefully(): string {
  const [t, v, w, x] = ["(local.get $t)", "(local.get $v)", "(local.get $w)", "(local.get $x)"];
  const pair = (a: number, b: number) => `(f64x2.add (local.get $a${a}) (local.get $a${b}))`;
  return `(local.set $v (f64x2.add ${pair(0, 1)} ${pair(2, 3)}))
(local.set $w (f64x2.add ${t} ${v}))
(local.set $x (f64x2.sub ${w} ${t}))
(local.set $e (f64x2.add (local.get $e) (f64x2.add (f64x2.sub ${t} (f64x2.sub ${w} ${x})) (f64x2.sub ${v} ${x}))))
(local.set $t ${w})`;
}

/** Both lanes of the total, what was rounded off (unless that is no number: the total is infinite), then the cell. */
function finishSum(): string {
  const lane = (name: string, k: number) => `(f64x2.splat (f64x2.extract_lane ${k} (local.get ${name})))`;
  const [v, w, x] = ["(local.get $v)", "(local.get $w)", "(local.get $x)"];
  const low = `(f64x2.sub ${lane("$t", 0)} (f64x2.sub ${v} ${w}))`;
  return `(local.set $v (f64x2.add ${lane("$t", 0)} ${lane("$t", 1)}))
(local.set $w (f64x2.sub ${v} ${lane("$t", 0)}))
(local.set $x (f64x2.add (f64x2.add ${lane("$e", 0)} ${lane("$e", 1)}) (f64x2.add ${low} (f64x2.sub ${lane("$t", 1)} ${w}))))
(local.set $x (f64x2.add ${v} ${x}))
(local.set $a0 (f64x2.add (v128.load64_zero (local.get $out)) ${choose(`(f64x2.eq ${x} ${x})`, x, v)}))
${store("f64", 8, true, "(local.get $out)", "(local.get $a0)")}`;
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

function operandText(program: Program, { width, loads }: Plan, step: Step, arg: Arg, position: number): string {
  const to = able(kindOf(wanted(step, position), width));
  if ("scalar" in arg) return constantOf(arg.scalar, wanted(step, position), to);
  const from = "input" in arg ? loads[arg.input]! : able(kindOf(dtypeOf(program, arg), width));
  return able(convert(`(local.get ${"input" in arg ? `$i${arg.input}` : `$s${arg.step}`})`, from, to, width));
}

/** Sine and cosine of the same, as two steps at once. */
const bothText = (program: Program, plan: Plan, step: Step, [sin, cos]: readonly [number, number]): string =>
  `(call $sincos ${operandText(program, plan, step, step.args[0]!, 0)}) (local.set $s${cos}) (local.set $s${sin})`;

function stepText(program: Program, plan: Plan, step: Step, k: number): string {
  const { width } = plan;
  const args = step.args.map((arg, position) => operandText(program, plan, step, arg, position));
  const kind = able(kindOf(step.compute, width));
  const made = able(vectorOp(step.code, kind, width, args[0]!, args[1] ?? "", args[2] ?? ""));
  if (made.kind !== able(kindOf(step.out, width))) throw UNABLE;
  return `(local.set $s${k} ${made.text})`;
}

function constantOf(scalar: Scalar, dtype: DType, kind: Kind): string {
  if (kind === "f32") return constant(Math.fround(Number(scalar)), kind);
  return constant(dtype === "bool" ? Boolean(scalar) : scalar, kind);
}
