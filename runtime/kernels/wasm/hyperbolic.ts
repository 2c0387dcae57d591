/**
 * expm1, sinh, cosh and tanh on two float64 lanes, made of the `$exp` of `functions.ts`. The rational form of exp less 1 is that of fdlibm
 * (Sun Microsystems 1993). Errors stay below two units in the last place for expm1 and cosh, below four for sinh and tanh.
 */

import { add, c, choose, div, get, horner, MAGIC, mul, set, sub } from "./f64-words.ts";

/** The lesser of both; NaN if the first is. */
const upTo = (x: string, limit: number): string => `(f64x2.pmin ${x} ${c(limit)})`;

/** Beyond it exp(x) - 1 is exp(x) in float64, and -1 on the other side. */
const FAR = 40;
/** Beyond it exp overflows soon: half of exp(x) is taken as a square of exp(x / 2). */
const LARGE = 709;

/** exp(x) - 1 = 2^k (exp(r) - 1) + (2^k - 1), with nothing lost where k is 0. */
export const EXPM1 = `(func $expm1 (param $x v128) (result v128) (local $t v128) (local $k v128) (local $high v128) (local $low v128) (local $r v128) (local $y v128) (local $p v128)
${set("r", `(f64x2.pmax ${upTo(get("x"), FAR)} ${c(-FAR)})`)}
${set("k", sub(add(mul(get("r"), c(Math.LOG2E)), c(MAGIC)), c(MAGIC)))}
${set("high", sub(get("r"), mul(get("k"), c(6.9314718036912381649e-1))))}
${set("low", mul(get("k"), c(1.90821492927058770002e-10)))}
${set("r", sub(get("high"), get("low")))}
${set("t", mul(get("r"), get("r")))}
${set("y", sub(get("r"), mul(get("t"), horner(get("t"), [1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6, 4.13813679705723846039e-8]))))}
${set("y", sub(get("high"), sub(get("low"), div(mul(get("r"), get("y")), sub(c(2), get("y"))))))}
${set("p", `(i64x2.shl (i64x2.add (i64x2.sub ${add(get("k"), c(MAGIC))} ${c(MAGIC)}) (v128.const i64x2 1023 1023)) (i32.const 52))`)}
${set("y", choose(`(f64x2.eq ${get("k")} ${c(0)})`, get("y"), add(mul(get("y"), get("p")), sub(get("p"), c(1)))))}
${set("y", choose(`(f64x2.eq ${get("x")} ${c(0)})`, get("x"), get("y")))}
${set("t", `(f64x2.gt ${get("x")} ${c(FAR)})`)}
(if (v128.any_true ${get("t")}) (then ${set("y", choose(get("t"), `(call $exp ${get("x")})`, get("y")))}))
${get("y")})`;

/** `near` of `$t`, which `first` makes of |x|; half of exp(|x|) where that is large. */
const evenOrOdd = (name: string, first: "exp" | "expm1", near: string, signed: boolean): string =>
  `(func $${name} (param $x v128) (result v128) (local $t v128) (local $y v128) (local $far v128)
${set("y", `(f64x2.abs ${get("x")})`)}
${set("far", `(f64x2.gt ${get("y")} ${c(LARGE)})`)}
${set("t", `(call $${first} ${upTo(get("y"), LARGE)})`)}
${set("t", near)}
(if (v128.any_true ${get("far")}) (then
${set("y", `(call $exp ${mul(get("y"), c(0.5))})`)}
${set("t", choose(get("far"), mul(mul(get("y"), c(0.5)), get("y")), get("t")))}))
${signed ? withSign(get("t")) : get("t")})`;

/** A number that is not negative, with the sign of `$x`. */
function withSign(value: string): string {
  return `(v128.or ${value} (v128.and ${get("x")} (v128.const i64x2 0x8000000000000000 0x8000000000000000)))`;
}

export const COSH = evenOrOdd("cosh", "exp", add(mul(c(0.5), get("t")), div(c(0.5), get("t"))), false);
export const SINH = evenOrOdd("sinh", "expm1", mul(c(0.5), add(get("t"), div(get("t"), add(get("t"), c(1))))), true);

/** t / (t + 2) of t = exp(2|x|) - 1; 1 in float64 from |x| = 20 on. */
export const TANH = `(func $tanh (param $x v128) (result v128) (local $t v128)
${set("t", `(call $expm1 ${mul(c(2), upTo(`(f64x2.abs ${get("x")})`, 20))})`)}
${withSign(div(get("t"), add(get("t"), c(2))))})`;
