/** The same for complex numbers: a pair of variables each. */

import type { DType } from "../../meta/dtype.ts";
import type { ScalarCode } from "../../meta/scalar.ts";

export interface Pair {
  readonly re: string;
  readonly im: string;
}

/** A pair for a complex result, one text for a real or boolean one. */
export function complexText(code: ScalarCode, a: Pair, b: Pair, c: Pair, compute: DType): Pair | string {
  switch (code) {
    case "add":
      return { re: `${a.re}+${b.re}`, im: `${a.im}+${b.im}` };
    case "sub":
      return { re: `${a.re}-${b.re}`, im: `${a.im}-${b.im}` };
    case "mul":
      return product(a, b);
    case "square":
      return product(a, a);
    case "div":
      return quotient(a, b);
    case "reciprocal":
      return quotient({ re: "1", im: "0" }, a);
    case "pow":
      return { re: `H.complexPower(${a.re},${a.im},${b.re},${b.im},0)`, im: `H.complexPower(${a.re},${a.im},${b.re},${b.im},1)` };
    case "sqrt":
      return { re: `H.complexRoot(${a.re},${a.im},0)`, im: `H.complexRoot(${a.re},${a.im},1)` };
    case "exp":
      return { re: `H.complexTimes(Math.exp(${a.re}),Math.cos(${a.im}))`, im: `H.complexTimes(Math.exp(${a.re}),Math.sin(${a.im}))` };
    case "exp2":
      return { re: `H.complexTimes(2**(${a.re}),Math.cos((${a.im})*Math.LN2))`, im: `H.complexTimes(2**(${a.re}),Math.sin((${a.im})*Math.LN2))` };
    case "expm1":
      return {
        re: `(H.complexTimes(Math.expm1(${a.re}),Math.cos(${a.im}))-2*Math.sin((${a.im})/2)**2)`,
        im: `H.complexTimes(Math.exp(${a.re}),Math.sin(${a.im}))`,
      };
    case "log1p":
      return { re: `H.complexLog1p(${a.re},${a.im})`, im: `Math.atan2(${a.im},(${a.re})+1)` };
    case "sign":
      return { re: `H.complexSign(${a.re},${a.im},0)`, im: `H.complexSign(${a.re},${a.im},1)` };
    case "maximum":
      return chosen(a, b, ">");
    case "minimum":
      return chosen(a, b, "<");
    case "fmax":
      return chosen(a, b, ">", true);
    case "fmin":
      return chosen(a, b, "<", true);
    case "lt":
      return `(${before(a, b, "<", "<")}?1:0)`;
    case "le":
      return `(${before(a, b, "<", "<=")}?1:0)`;
    case "gt":
      return `(${before(a, b, ">", ">")}?1:0)`;
    case "ge":
      return `(${before(a, b, ">", ">=")}?1:0)`;
    case "log":
      return logarithm(a, 1);
    case "log2":
      return logarithm(a, Math.LOG2E);
    case "log10":
      return logarithm(a, Math.LOG10E);
    case "sin":
      return { re: `Math.sin(${a.re})*Math.cosh(${a.im})`, im: `Math.cos(${a.re})*Math.sinh(${a.im})` };
    case "cos":
      return { re: `Math.cos(${a.re})*Math.cosh(${a.im})`, im: `-Math.sin(${a.re})*Math.sinh(${a.im})` };
    case "sinh":
      return { re: `Math.sinh(${a.re})*Math.cos(${a.im})`, im: `Math.cosh(${a.re})*Math.sin(${a.im})` };
    case "cosh":
      return { re: `Math.cosh(${a.re})*Math.cos(${a.im})`, im: `Math.sinh(${a.re})*Math.sin(${a.im})` };
    case "tanh":
      return { re: `H.complexTanh(${a.re},${a.im},0)`, im: `H.complexTanh(${a.re},${a.im},1)` };
    case "tan":
      // tan z = -i tanh iz
      return { re: `H.complexTanh(-(${a.im}),${a.re},1)`, im: `-H.complexTanh(-(${a.im}),${a.re},0)` };
    case "arcsin":
    case "arccos":
    case "arctan":
    case "arcsinh":
    case "arccosh":
    case "arctanh":
      return { re: `H.${code}Complex(${a.re},${a.im},0)`, im: `H.${code}Complex(${a.re},${a.im},1)` };
    case "rint":
      return { re: `H.rint(${a.re})`, im: `H.rint(${a.im})` };
    case "nanToNum": {
      const top = compute === "complex64" ? 3.4028234663852886e38 : Number.MAX_VALUE;
      return { re: `H.nanToNum(${a.re},${top})`, im: `H.nanToNum(${a.im},${top})` };
    }
    case "neg":
      return { re: `-${a.re}`, im: `-${a.im}` };
    case "conj":
      return { re: a.re, im: `-${a.im}` };
    case "astype":
      return a;
    case "abs":
      return `Math.hypot(${a.re},${a.im})`;
    case "angle":
      return `Math.atan2(${a.im},${a.re})`;
    case "real":
      return a.re;
    case "imag":
      return a.im;
    case "where":
      return { re: `(${a.re}!==0?${b.re}:${c.re})`, im: `(${a.re}!==0?${b.im}:${c.im})` };
    case "eq":
      return `(${a.re}===${b.re}&&${a.im}===${b.im}?1:0)`;
    case "ne":
      return `(${a.re}!==${b.re}||${a.im}!==${b.im}?1:0)`;
    case "isnan":
      return `(${a.re}!==${a.re}||${a.im}!==${a.im}?1:0)`;
    case "isfinite":
      return `(${a.re}-${a.re}===0&&${a.im}-${a.im}===0?1:0)`;
    case "isinf":
      return `(Math.abs(${a.re})===Infinity||Math.abs(${a.im})===Infinity?1:0)`;
    case "logicalNot":
      return `(${a.re}===0&&${a.im}===0?1:0)`;
    case "logicalAnd":
      return `((${a.re}!==0||${a.im}!==0)&&(${b.re}!==0||${b.im}!==0)?1:0)`;
    case "logicalOr":
      return `(${a.re}!==0||${a.im}!==0||${b.re}!==0||${b.im}!==0?1:0)`;
    case "logicalXor":
      return `((${a.re}!==0||${a.im}!==0)!==(${b.re}!==0||${b.im}!==0)?1:0)`;
    default:
      throw new TypeError(`${code} is not defined for complex numbers`);
  }
}

/** By real and then imaginary parts, as NumPy compares: what is not a number in its imaginary part is before nothing. */
const before = (a: Pair, b: Pair, real: "<" | ">", imaginary: "<" | ">" | "<=" | ">="): string =>
  `((${a.re}${real}${b.re}&&${a.im}===${a.im}&&${b.im}===${b.im})||(${a.re}===${b.re}&&${a.im}${imaginary}${b.im}))`;
/** The first where it comes before the second in the order or is no number, as NumPy has it; with `skips`, where the second is no number instead. */
const chosen = (a: Pair, b: Pair, order: "<" | ">", skips = false): Pair => {
  const doubtful = skips ? b : a;
  const first = `(${doubtful.re}!==${doubtful.re}||${doubtful.im}!==${doubtful.im}||${before(a, b, order, `${order}=`)})`;
  return { re: `(${first}?${a.re}:${b.re})`, im: `(${first}?${a.im}:${b.im})` };
};
const logarithm = (a: Pair, factor: number): Pair => ({
  re: `Math.log(Math.hypot(${a.re},${a.im}))*${factor}`,
  im: `Math.atan2(${a.im},${a.re})*${factor}`,
});
const product = (a: Pair, b: Pair): Pair => ({ re: `${a.re}*${b.re}-${a.im}*${b.im}`, im: `${a.re}*${b.im}+${a.im}*${b.re}` });
const quotient = (a: Pair, b: Pair): Pair => {
  const norm = `(${b.re}*${b.re}+${b.im}*${b.im})`;
  return { re: `(${a.re}*${b.re}+${a.im}*${b.im})/${norm}`, im: `(${a.im}*${b.re}-${a.re}*${b.im})/${norm}` };
};
