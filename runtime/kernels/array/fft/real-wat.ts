/**
 * Real lines of even length as complex ones of half of it: numbers in turn are real and imaginary parts, and what belongs to even and to odd ones is
 * taken apart again in the spectrum (the usual half-length transform of real sequences). No line meets another, so none lends its rounding or its NaN. Text only.
 */

import { ELEMENT, type FftFloat, lanesOf } from "./wat.ts";

/**
 * Exports `unpack` (elements, factors, half, sign): of the transform of the pairs, twice the first half + 1 elements of the spectrum, in place, the
 * imaginary parts times `sign`; `join` (the same), the way back: out of those elements, the imaginary parts times `sign`, what the transform of the pairs
 * was, real and imaginary parts exchanged. Factors are exp(-2 pi i k / n) for k = 1 ... half / 2. `mirror` (from, bytes between elements, to, bytes
 * between elements, count) copies conjugates.
 */
export function realText(float: FftFloat, wide: boolean): string {
  return `${apartText("unpack", float, wide)}
${apartText("join", float, wide)}
${mirrorText(float, wide)}`;
}

function apartText(name: "unpack" | "join", float: FftFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = float === "f64" ? 8 : 4;
  const shape = lanesOf(float) === 2 ? "f64x2" : "f32x4";
  const get = (local: string) => `(local.get ${local})`;
  const op = (code: "add" | "sub" | "mul", a: string, b: string) => `(${shape}.${code} ${a} ${b})`;
  const set = (local: string, value: string) => `(local.set ${local} ${value})`;
  const load = (at: string, offset: number) => `(v128.load offset=${offset} ${get(at)})`;
  const store = (at: string, offset: number, value: string) => `(v128.store offset=${offset} ${get(at)} ${value})`;
  const signed = (value: string) => op("mul", value, get("$s"));
  const both = (code: "add" | "sub", a: string, b: string) => op(code, get(a), get(b));
  const times = (a: string, b: string) => op("mul", get(a), get(b));
  const unpack = name === "unpack";
  // At the ends all is real: the sum and the difference of the parts of the first element, and the way back.
  const ends = unpack
    ? `${set("$ar", load("$x", 0))} ${set("$ai", load("$x", 16))}
${set("$er", both("add", "$ar", "$ai"))} ${set("$dr", both("sub", "$ar", "$ai"))}
${store("$x", 0, both("add", "$er", "$er"))} ${store("$x", 16, "(v128.const i64x2 0 0)")} ${store("$z", 0, both("add", "$dr", "$dr"))} ${store("$z", 16, "(v128.const i64x2 0 0)")}`
    : `${set("$ar", load("$x", 0))} ${set("$br", load("$z", 0))}
${store("$x", 16, both("add", "$ar", "$br"))} ${store("$x", 0, both("sub", "$ar", "$br"))}`;
  const inputs = unpack
    ? `${set("$ar", load("$x", 0))} ${set("$ai", load("$x", 16))} ${set("$br", load("$z", 0))} ${set("$bi", load("$z", 16))}`
    : `${set("$ar", load("$x", 0))} ${set("$ai", signed(load("$x", 16)))} ${set("$br", load("$z", 0))} ${set("$bi", signed(load("$z", 16)))}`;
  // Even ones: a + conj b.
  const even = `${set("$er", both("add", "$ar", "$br"))} ${set("$ei", both("sub", "$ai", "$bi"))}`;
  const odd = unpack
    ? // (a - conj b) / i, times the factor.
      `${set("$dr", both("add", "$ai", "$bi"))} ${set("$di", both("sub", "$br", "$ar"))}
${set("$tr", op("sub", times("$c", "$dr"), times("$d", "$di")))} ${set("$ti", op("add", times("$c", "$di"), times("$d", "$dr")))}`
    : // i (a - conj b), times the conjugate of the factor.
      `${set("$dr", both("sub", "$ar", "$br"))} ${set("$di", both("add", "$ai", "$bi"))}
${set("$ti", op("add", times("$c", "$dr"), times("$d", "$di")))} ${set("$tr", op("sub", times("$d", "$dr"), times("$c", "$di")))}`;
  const outputs = unpack
    ? `${store("$x", 0, both("add", "$er", "$tr"))} ${store("$x", 16, signed(both("add", "$ei", "$ti")))}
${store("$z", 0, both("sub", "$er", "$tr"))} ${store("$z", 16, signed(both("sub", "$ti", "$ei")))}`
    : `${store("$x", 16, both("add", "$er", "$tr"))} ${store("$x", 0, both("add", "$ei", "$ti"))}
${store("$z", 16, both("sub", "$er", "$tr"))} ${store("$z", 0, both("sub", "$ti", "$ei"))}`;
  const half = wide ? "(i64.extend_i32_u (local.get $half))" : "(local.get $half)";
  const locals = ["$ar", "$ai", "$br", "$bi", "$er", "$ei", "$dr", "$di", "$tr", "$ti", "$c", "$d", "$s"];
  return `(func (export "${name}") (param $x ${p}) (param $tw ${p}) (param $half i32) (param $sign ${float}) (local $z ${p}) (local $n i32) ${locals.map(local => `(local ${local} v128)`).join(" ")}
(local.set $s (${shape}.splat (local.get $sign)))
(local.set $z (${p}.add (local.get $x) (${p}.mul ${half} (${p}.const ${ELEMENT}))))
${ends}
(local.set $n (i32.shr_u (local.get $half) (i32.const 1)))
(block $end (loop $next (br_if $end (i32.eqz (local.get $n)))
(local.set $x (${p}.add (local.get $x) (${p}.const ${ELEMENT}))) (local.set $z (${p}.sub (local.get $z) (${p}.const ${ELEMENT})))
${set("$c", `(v128.load${size * 8}_splat (local.get $tw))`)} ${set("$d", `(v128.load${size * 8}_splat offset=${size} (local.get $tw))`)}
${inputs}
${even}
${odd}
${outputs}
(local.set $tw (${p}.add (local.get $tw) (${p}.const ${2 * size})))
(local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $next))))`;
}

function mirrorText(float: FftFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  // The sign of the imaginary part.
  const value =
    float === "f64"
      ? "(v128.store (local.get $to) (v128.xor (v128.load (local.get $from)) (v128.const i64x2 0 0x8000000000000000)))"
      : "(v128.store64_lane 0 (local.get $to) (v128.xor (v128.load64_zero (local.get $from)) (v128.const i32x4 0 0x80000000 0 0)))";
  return `(func (export "mirror") (param $from ${p}) (param $a ${p}) (param $to ${p}) (param $b ${p}) (param $n i32)
(block $end (loop $next (br_if $end (i32.eqz (local.get $n)))
${value}
(local.set $from (${p}.add (local.get $from) (local.get $a))) (local.set $to (${p}.add (local.get $to) (local.get $b)))
(local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $next))))`;
}
