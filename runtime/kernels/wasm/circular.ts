/**
 * Sine and cosine on two float64 lanes: alone, and both of one argument, whose reduction and polynomials they share. Method and coefficients of
 * fdlibm, see `functions.ts`.
 */

import type { Arg, Program, Step } from "../array/program.ts";
import { add, c, choose, get, horner, MAGIC, mul, set, sub } from "./f64-words.ts";

export type Circular = "sin" | "cos" | "sincos";

/** As many multiples of pi / 2 can be taken off exactly. */
const REACH = 1_000_000;

/** The rest after the nearest multiple of pi / 2 as a pair of numbers; then `$s` and `$b`, sine and cosine of it, and `$q`, the quadrant. */
const REDUCED = `${set("t", add(mul(get("x"), c(6.36619772367581382433e-1)), c(MAGIC)))}
${set("n", sub(get("t"), c(MAGIC)))}
${set("q", get("t"))}
${set("a", sub(get("x"), mul(get("n"), c(1.57079632673412561417))))}
${set("b", mul(get("n"), c(6.0771005063039659766e-11)))}
${set("t", sub(get("a"), get("b")))}
${set("b", sub(mul(get("n"), c(2.02226624879595063154e-21)), sub(sub(get("a"), get("t")), get("b"))))}
${set("y", sub(get("t"), get("b")))}
${set("e", sub(sub(get("t"), get("y")), get("b")))}
${set("z", mul(get("y"), get("y")))}
${set("a", mul(get("z"), get("y")))}
${set("s", sub(get("y"), sub(sub(mul(get("z"), sub(mul(c(0.5), get("e")), mul(get("a"), horner(get("z"), [8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6, -2.50507602534068634195e-8, 1.58969099521155010221e-10])))), get("e")), mul(get("a"), c(-1.66666666666666324348e-1)))))}
${set("a", mul(get("z"), c(0.5)))}
${set("b", sub(c(1), get("a")))}
${set("t", mul(get("z"), horner(get("z"), [4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7, 2.0875723212981748279e-9, -1.13596475577881948265e-11])))}
${set("b", add(get("b"), add(sub(sub(c(1), get("b")), get("a")), sub(mul(get("z"), get("t")), mul(get("y"), get("e"))))))}`;

/** Of the quadrant: which of both, and its sign. */
const turned = (name: "sin" | "cos", into: string): string => {
  const quadrant = name === "sin" ? get("q") : `(i64x2.add ${get("q")} (v128.const i64x2 1 1))`;
  return `${set("n", quadrant)}
${set(into, choose(`(i64x2.shr_s (i64x2.shl ${get("n")} (i32.const 63)) (i32.const 63))`, get("b"), get("s")))}
${set(into, `(v128.xor ${get(into)} (i64x2.shl (i64x2.shr_u ${get("n")} (i32.const 1)) (i32.const 63)))`)}
${name === "sin" ? set(into, choose(`(f64x2.eq ${get("x")} ${c(0)})`, get("x"), get(into))) : ""}`;
};
const byJavaScript = (name: "sin" | "cos", into: string): string =>
  set(into, `(f64x2.replace_lane 1 (f64x2.splat (call $${name}_js (f64x2.extract_lane 0 ${get("x")}))) (call $${name}_js (f64x2.extract_lane 1 ${get("x")})))`);

/** `$sin`, `$cos`, or `$sincos`, which gives both. */
export function circularText(name: Circular): string {
  const parts = (name === "sincos" ? ["sin", "cos"] : [name]) as ("sin" | "cos")[];
  const into = (k: number): string => (k === 0 ? "y" : "e");
  return `(func $${name} (param $x v128) (result ${parts.map(() => "v128").join(" ")}) ${["t", "n", "a", "b", "y", "e", "z", "s", "q"].map(local => `(local $${local} v128)`).join(" ")}
${REDUCED}
${parts.map((part, k) => turned(part, into(k))).join("\n")}
(if (v128.any_true (f64x2.gt (f64x2.abs ${get("x")}) ${c(REACH)})) (then
${parts.map((part, k) => byJavaScript(part, into(k))).join("\n")}))
${parts.map((_, k) => get(into(k))).join(" ")})`;
}

const isCircular = ({ code, compute }: Step): boolean => compute === "float64" && (code === "sin" || code === "cos");

const sameSource = (a: Arg, b: Arg): boolean => ("input" in a ? "input" in b && a.input === b.input : "step" in a && "step" in b && a.step === b.step);

/** Steps that are sine and cosine of the same: for each of them, where the other is. */
export function pairsOf({ steps }: Program): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  for (const [k, step] of steps.entries()) {
    if (!isCircular(step) || pairs.has(k)) continue;
    const other = steps.findIndex(
      (later, m) => m > k && !pairs.has(m) && isCircular(later) && later.code !== step.code && sameSource(later.args[0]!, step.args[0]!),
    );
    if (other < 0) continue;
    pairs.set(k, other);
    pairs.set(other, k);
  }
  return pairs;
}
