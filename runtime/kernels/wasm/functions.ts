/**
 * Functions that WebAssembly has no instruction for, on two float64 lanes. Methods and coefficients are those of fdlibm (Sun Microsystems 1993),
 * its branches turned into selections; errors stay below one unit in the last place, below two for log2 and log10 and below three for tan, which are
 * made of the others. Arguments beyond the reach of the reduction are handed, lane
 * by lane, to JavaScript's own function.
 */

import { circularText } from "./circular.ts";
import { add, c, choose, div, get, horner, MAGIC, mul, set, sub } from "./f64-words.ts";
import { COSH, EXPM1, SINH, TANH } from "./hyperbolic.ts";

export const FUNCTION_NAMES = ["exp", "log", "log2", "log10", "sin", "cos", "tan", "expm1", "sinh", "cosh", "tanh"] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];
export const isFunctionName = (name: string): name is FunctionName => (FUNCTION_NAMES as readonly string[]).includes(name);

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** exp(x) = 2^k exp(r), r the rest after k times ln 2; exp(r) by a rational form. */
const EXP = `(func $exp (param $x v128) (result v128) (local $t v128) (local $k v128) (local $high v128) (local $low v128) (local $r v128) (local $y v128) (local $n v128) (local $half v128)
${set("t", add(mul(choose(`(f64x2.gt (f64x2.abs ${get("x")}) ${c(800)})`, c(0), get("x")), c(1.442695040888963387)), c(MAGIC)))}
${set("k", sub(get("t"), c(MAGIC)))}
${set("high", sub(get("x"), mul(get("k"), c(LN2_HIGH))))}
${set("low", mul(get("k"), c(LN2_LOW)))}
${set("r", sub(get("high"), get("low")))}
${set("t", mul(get("r"), get("r")))}
${set("y", sub(get("r"), mul(get("t"), horner(get("t"), [1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6, 4.13813679705723846039e-8]))))}
${set("y", sub(c(1), sub(sub(get("low"), div(mul(get("r"), get("y")), sub(c(2), get("y")))), get("high"))))}
${set("n", `(i64x2.sub ${add(get("k"), c(MAGIC))} ${c(MAGIC)})`)}
${set("half", `(i64x2.shr_s ${get("n")} (i32.const 1))`)}
${set("y", mul(mul(get("y"), power(get("half"))), power(`(i64x2.sub ${get("n")} ${get("half")})`)))}
${set("y", choose(`(f64x2.gt ${get("x")} ${c(709.782712893383973096)})`, c(Infinity), get("y")))}
${set("y", choose(`(f64x2.lt ${get("x")} ${c(-745.13321910194110842)})`, c(0), get("y")))}
${choose(`(f64x2.ne ${get("x")} ${get("x")})`, get("x"), get("y"))})`;

/** 2^n for whole n of normal size, by its exponent bits. */
function power(n: string): string {
  return `(i64x2.shl (i64x2.add ${n} (v128.const i64x2 1023 1023)) (i32.const 52))`;
}

/** log(x) = k ln 2 + log(1 + f), 1 + f between sqrt(1/2) and sqrt(2); subnormal numbers are scaled up first. */
const LOG = `(func $log (param $x v128) (result v128) (local $y v128) (local $k v128) (local $f v128) (local $s v128) (local $z v128) (local $w v128) (local $h v128) (local $r v128) (local $tiny v128)
${set("tiny", `(f64x2.lt ${get("x")} ${c(2.2250738585072014e-308)})`)}
${set("y", choose(get("tiny"), mul(get("x"), c(18014398509481984)), get("x")))}
${set("w", `(i64x2.add ${get("y")} (v128.const i64x2 0x00095f6400000000 0x00095f6400000000))`)}
${set("k", sub(`(v128.or (i64x2.shr_u ${get("w")} (i32.const 52)) ${c(4503599627370496)})`, choose(get("tiny"), c(4503599627370496 + 1023 + 54), c(4503599627370496 + 1023))))}
${set("f", sub(`(i64x2.add (v128.and ${get("w")} (v128.const i64x2 0x000fffffffffffff 0x000fffffffffffff)) (v128.const i64x2 0x3fe6a09c00000000 0x3fe6a09c00000000))`, c(1)))}
${set("s", div(get("f"), add(c(2), get("f"))))}
${set("z", mul(get("s"), get("s")))}
${set("w", mul(get("z"), get("z")))}
${set("r", add(mul(get("w"), horner(get("w"), [3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1])), mul(get("z"), horner(get("w"), [6.66666666666673513e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1]))))}
${set("h", mul(mul(c(0.5), get("f")), get("f")))}
${set("r", sub(mul(get("k"), c(LN2_HIGH)), sub(sub(get("h"), add(mul(get("s"), add(get("h"), get("r"))), mul(get("k"), c(LN2_LOW)))), get("f"))))}
${set("r", choose(`(f64x2.eq ${get("x")} ${c(0)})`, c(-Infinity), get("r")))}
${set("r", choose(`(f64x2.lt ${get("x")} ${c(0)})`, c(Number.NaN), get("r")))}
${choose(`(v128.or (f64x2.eq ${get("x")} ${c(Infinity)}) (f64x2.ne ${get("x")} ${get("x")}))`, get("x"), get("r"))})`;

/**
 * Of x = 2^k m, m between sqrt(1/2) and sqrt(2): what is made of k and log m. For whole powers of 2, log m is 0 and k exact. Of what has no such form
 * log says what it is.
 */
const logTo = (
  base: 2 | 10,
  combined: string,
): string => `(func $log${base} (param $x v128) (result v128) (local $y v128) (local $k v128) (local $w v128) (local $tiny v128)
${set("tiny", `(f64x2.lt ${get("x")} ${c(2.2250738585072014e-308)})`)}
${set("y", choose(get("tiny"), mul(get("x"), c(18014398509481984)), get("x")))}
${set("w", `(i64x2.add ${get("y")} (v128.const i64x2 0x00095f6400000000 0x00095f6400000000))`)}
${set("k", sub(`(v128.or (i64x2.shr_u ${get("w")} (i32.const 52)) ${c(4503599627370496)})`, choose(get("tiny"), c(4503599627370496 + 1023 + 54), c(4503599627370496 + 1023))))}
${set("y", `(call $log (i64x2.add (v128.and ${get("w")} (v128.const i64x2 0x000fffffffffffff 0x000fffffffffffff)) (v128.const i64x2 0x3fe6a09c00000000 0x3fe6a09c00000000)))`)}
${set("y", combined)}
${set("w", `(v128.and (f64x2.gt ${get("x")} ${c(0)}) (f64x2.lt ${get("x")} ${c(Infinity)}))`)}
(if (i32.eqz (i64x2.all_true ${get("w")})) (then ${set("y", choose(get("w"), get("y"), `(call $log ${get("x")})`))}))
${get("y")})`;
const LOG2 = logTo(2, add(get("k"), mul(get("y"), c(Math.LOG2E))));
/** k log10 2 in two parts, the higher with few enough digits that its product is exact. */
const LOG10 = logTo(
  10,
  add(add(mul(get("k"), c(3.69423907715893078616e-13)), mul(get("y"), c(4.34294481903251816668e-1))), mul(get("k"), c(3.01029995663611771306e-1))),
);

const TAN = `(func $tan (param $x v128) (result v128) (local $c v128)
(call $sincos ${get("x")}) (local.set $c) (local.set $x) (f64x2.div ${get("x")} ${get("c")}))`;

type Part = FunctionName | "sincos";
const TEXTS: Readonly<Record<Part, string>> = {
  exp: EXP,
  log: LOG,
  log2: LOG2,
  log10: LOG10,
  sin: circularText("sin"),
  cos: circularText("cos"),
  sincos: circularText("sincos"),
  tan: TAN,
  expm1: EXPM1,
  sinh: SINH,
  cosh: COSH,
  tanh: TANH,
};
const NEEDS: Readonly<Partial<Record<Part, readonly Part[]>>> = {
  log2: ["log"],
  log10: ["log"],
  tan: ["sincos"],
  expm1: ["exp"],
  cosh: ["exp"],
  sinh: ["exp", "expm1"],
  tanh: ["exp", "expm1"],
};

/** The functions of these names and what they call, for a module; imports come first. */
export function functionTexts(names: readonly Part[]): { readonly imports: string; readonly functions: string } {
  const all = [...new Set(names.flatMap(name => [...(NEEDS[name] ?? []), name]))];
  const outside = (["sin", "cos"] as const).filter(name => all.includes(name) || all.includes("sincos"));
  const imports = outside.map(name => `(import "bask" "${name}" (func $${name}_js (param f64) (result f64)))`);
  return { imports: imports.join("\n"), functions: all.map(name => TEXTS[name]).join("\n") };
}

/** What those imports are. */
export const FUNCTION_IMPORTS = { sin: Math.sin, cos: Math.cos } as const;
