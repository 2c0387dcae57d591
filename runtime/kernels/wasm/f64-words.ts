/** Words of WebAssembly text for two float64 lanes, of which functions are made. */

import { constant } from "./lanes.ts";

/** The value in both lanes. */
export const c = (value: number): string => constant(value, "f64");
export const get = (name: string): string => `(local.get $${name})`;
export const set = (name: string, value: string): string => `(local.set $${name} ${value})`;
const op =
  (code: string) =>
  (a: string, b: string): string =>
    `(f64x2.${code} ${a} ${b})`;
export const [add, sub, mul, div] = [op("add"), op("sub"), op("mul"), op("div")];
/** Bit by bit: `yes` where the condition's bits are set. */
export const choose = (condition: string, yes: string, no: string): string => `(v128.bitselect ${yes} ${no} ${condition})`;
/** c[0] + z (c[1] + z (...)). */
export const horner = (z: string, [first, ...rest]: readonly number[]): string => (rest.length === 0 ? c(first!) : add(c(first!), mul(z, horner(z, rest))));

/** Adding it rounds a number below 2^51 to a whole one, which stands in the low bits. */
export const MAGIC = 6755399441055744;
