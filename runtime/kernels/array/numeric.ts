/** Functions of single numbers that generated loops call: where NumPy and JavaScript differ. */

import { COMPLEX } from "./complex-functions.ts";
import { SPECIAL } from "./special.ts";

const TWO_63 = 2n ** 63n;

export const NUMERIC = {
  ...SPECIAL,
  ...COMPLEX,
  rint(x: number): number {
    if (!(Math.abs(x) < 4503599627370496)) return x;
    const magic = x < 0 ? -4503599627370496 : 4503599627370496;
    const rounded = x + magic - magic;
    return rounded === 0 ? (Object.is(x, -0) || x < 0 ? -0 : 0) : rounded;
  },
  mod(a: number, b: number): number {
    const m = a % b;
    if (m === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
    return m < 0 !== b < 0 && m === m ? m + b : m;
  },
  floorDiv(a: number, b: number): number {
    if (b === 0) return a / b;
    let m = a % b;
    let quotient = (a - m) / b;
    if (m !== 0 && b < 0 !== m < 0) {
      m += b;
      quotient -= 1;
    }
    if (quotient !== quotient) return quotient;
    if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
    const floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  },
  pow(a: number, b: number): number {
    if (a === 1 || b === 0) return 1;
    if (a === -1 && (b === Infinity || b === -Infinity)) return 1;
    return a ** b;
  },
  powInt(a: number, b: number): number {
    if (b < 0) throw new RangeError("integers cannot be raised to negative integer powers");
    let result = 1;
    for (let base = a, n = b; n > 0; n = Math.floor(n / 2), base = Math.imul(base, base)) if (n % 2 === 1) result = Math.imul(result, base);
    return result;
  },
  /** NaN where the result is beyond 2^53. */
  powSafe(a: number, b: number): number {
    if (b < 0) throw new RangeError("integers cannot be raised to negative integer powers");
    if (a === 0 || a === 1) return b === 0 ? 1 : a;
    if (a === -1) return b % 2 === 0 ? 1 : -1;
    let result = 1;
    for (let n = b; n > 0; n--) {
      result *= a;
      if (Math.abs(result) > Number.MAX_SAFE_INTEGER) return Number.NaN;
    }
    return result;
  },
  intFloorDiv(a: number, b: number): number {
    if (b === 0) return 0;
    const m = a % b;
    return (a - m) / b - (m !== 0 && m < 0 !== b < 0 ? 1 : 0);
  },
  intMod(a: number, b: number): number {
    if (b === 0) return 0;
    const m = a % b;
    return m !== 0 && m < 0 !== b < 0 ? m + b : m;
  },
  bigFloorDiv(a: bigint, b: bigint): bigint {
    if (b === 0n) return 0n;
    const m = a % b;
    return (a - m) / b - (m !== 0n && m < 0n !== b < 0n ? 1n : 0n);
  },
  bigMod(a: bigint, b: bigint): bigint {
    if (b === 0n) return 0n;
    const m = a % b;
    return m !== 0n && m < 0n !== b < 0n ? m + b : m;
  },
  bigPow(a: bigint, b: bigint): bigint {
    if (b < 0n) throw new RangeError("integers cannot be raised to negative integer powers");
    let result = 1n;
    for (let base = a, n = b; n > 0n; n >>= 1n, base = BigInt.asUintN(64, base * base)) if (n & 1n) result = BigInt.asUintN(64, result * base);
    return result;
  },
  /** As a C cast: towards zero, the least integer where there is none. */
  toInt32: (x: number): number => (Math.abs(x) < 2147483649 ? Math.trunc(x) | 0 : -2147483648),
  toUint32: (x: number): number => (Math.abs(x) < 9007199254740992 ? Math.trunc(x) >>> 0 : 0),
  toBig: (x: number): bigint => (Math.abs(x) < 9223372036854775808 ? BigInt(Math.trunc(x)) : -TWO_63),
  shiftLeft: (a: number, b: number): number => (b >= 0 && b < 32 ? a << b : 0),
  shiftRight: (a: number, b: number): number => (b >= 0 && b < 32 ? a >> b : a < 0 ? -1 : 0),
  bigShiftLeft: (a: bigint, b: bigint): bigint => (b >= 0n && b < 64n ? a << b : 0n),
  bigShiftRight: (a: bigint, b: bigint): bigint => (b >= 0n && b < 64n ? a >> b : a < 0n ? -1n : 0n),
  nanToNum: (x: number, top: number): number => (x !== x ? 0 : x > top ? top : x < -top ? -top : x),
};
