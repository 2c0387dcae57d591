/**
 * The generator and the commonest distributions as a WebAssembly module with a memory of its own: words come four streams at a time, numbers are
 * read off them one by one. `random-stream.ts` says what each does in plain loops; both give the same bits.
 */

/** Where things lie in the module's memory, in bytes. */
export const AT = {
  state: 0,
  position: 64,
  words: 1024,
  normalWidth: 20480,
  normalEdge: 22528,
  exponentialWidth: 26624,
  exponentialEdge: 28672,
  out: 32768,
} as const;
/** Words made at a time, and numbers given at a time. */
export const WORDS = 4096;
export const NUMBERS = 2048;

const rotated = (name: string, by: number): string =>
  `(v128.or (i32x4.shl (local.get $${name}) (i32.const ${by})) (i32x4.shr_u (local.get $${name}) (i32.const ${32 - by})))`;
const state = (k: number): string => `(v128.load (i32.const ${AT.state + 16 * k}))`;
const xor = (target: string, other: string): string => `(local.set $${target} (v128.xor (local.get $${target}) (local.get $${other})))`;

/** xoshiro128++ (Blackman and Vigna 2021), one stream a lane. */
const FILL = `(func $fill (export "fill") (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $t v128) (local $p i32)
(local.set $a ${state(0)}) (local.set $b ${state(1)}) (local.set $c ${state(2)}) (local.set $d ${state(3)})
(local.set $p (i32.const ${AT.words}))
(loop $next
  (local.set $t (i32x4.add (local.get $a) (local.get $d)))
  (v128.store (local.get $p) (i32x4.add ${rotated("t", 7)} (local.get $a)))
  (local.set $t (i32x4.shl (local.get $b) (i32.const 9)))
  ${xor("c", "a")} ${xor("d", "b")} ${xor("b", "c")} ${xor("a", "d")} ${xor("c", "t")}
  (local.set $d ${rotated("d", 11)})
  (br_if $next (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 16))) (i32.const ${AT.words + 4 * WORDS}))))
(v128.store (i32.const ${AT.state}) (local.get $a)) (v128.store (i32.const ${AT.state + 16}) (local.get $b))
(v128.store (i32.const ${AT.state + 32}) (local.get $c)) (v128.store (i32.const ${AT.state + 48}) (local.get $d))
(i32.store (i32.const ${AT.position}) (i32.const 0)))`;

const LOAD_POSITION = `(local.set $at (i32.load (i32.const ${AT.position})))`;
const SAVE_POSITION = `(i32.store (i32.const ${AT.position}) (local.get $at))`;
const address = `(i32.add (i32.const ${AT.words}) (i32.shl (local.get $at) (i32.const 2)))`;
/** The next \`count\` words are there; what is left of too few is passed over. */
const ready = (count: number): string => `(if (i32.gt_u (local.get $at) (i32.const ${WORDS - count})) (then (call $fill) (local.set $at (i32.const 0))))`;
const LOCALS = "(local $at i32) (local $o i32) (local $end i32) (local $bits i64) (local $layer i32) (local $x f64)";

/** \`body\` leaves a number on the stack; each is stored. */
const filler = (
  name: string,
  params: string,
  words: number,
  body: string,
  store = "f64.store",
): string => `(func (export "${name}") (param $n i32) ${params} ${LOCALS}
${LOAD_POSITION}
(local.set $o (i32.const ${AT.out}))
(local.set $end (i32.add (local.get $o) (i32.shl (local.get $n) (i32.const 3))))
(block $done (loop $next
  (br_if $done (i32.ge_u (local.get $o) (local.get $end)))
  ${ready(words)}
  (${store} (local.get $o) ${body})
  (local.set $o (i32.add (local.get $o) (i32.const 8)))
  (br $next)))
${SAVE_POSITION})`;

const take64 = `(local.set $bits (i64.load ${address})) (local.set $at (i32.add (local.get $at) (i32.const 2)))`;

const UNIFORM = filler(
  "uniform",
  "(param $low f64) (param $range f64)",
  2,
  `(block (result f64) ${take64} (f64.add (local.get $low) (f64.mul (local.get $range)
    (f64.mul (f64.convert_i64_s (i64.shr_u (local.get $bits) (i64.const 11))) (f64.const ${2 ** -53})))))`,
);

/** A layer of a ziggurat, a place in it, and, once in a hundred draws, the rest in JavaScript. */
const ziggurat = (name: string, shift: number, width: number, edge: number): string => `${take64}
    (local.set $layer (i32.shl (i32.and (i32.wrap_i64 (local.get $bits)) (i32.const 255)) (i32.const 3)))
    (local.set $x (f64.mul (f64.convert_i64_s (i64.shr_u (local.get $bits) (i64.const ${shift}))) (f64.load (i32.add (i32.const ${width}) (local.get $layer)))))
    (if (i32.eqz (f64.lt (local.get $x) (f64.load (i32.add (i32.const ${edge + 8}) (local.get $layer))))) (then
      ${SAVE_POSITION}
      (local.set $x (call $${name} (i32.shr_u (local.get $layer) (i32.const 3)) (local.get $x)))
      ${LOAD_POSITION}))`;

const NORMAL = filler(
  "normal",
  "(param $loc f64) (param $scale f64)",
  2,
  `(block (result f64) ${ziggurat("slowNormal", 12, AT.normalWidth, AT.normalEdge)}
    (f64.add (local.get $loc) (f64.mul (local.get $scale)
      (f64.reinterpret_i64 (i64.xor (i64.reinterpret_f64 (local.get $x)) (i64.shl (i64.and (local.get $bits) (i64.const 256)) (i64.const 55)))))))`,
);

const EXPONENTIAL = filler(
  "exponential",
  "(param $scale f64)",
  2,
  `(block (result f64) ${ziggurat("slowExponential", 11, AT.exponentialWidth, AT.exponentialEdge)} (f64.mul (local.get $scale) (local.get $x)))`,
);

/** Whole numbers from \`low\`, \`range\` of them, at most 2^32 (Lemire 2019). */
const BELOW = filler(
  "below",
  "(param $low f64) (param $range f64) (local $r i64) (local $m i64) (local $first i64)",
  1,
  `(block (result i64)
    (if (i64.eqz (local.get $r)) (then
      (local.set $r (i64.trunc_f64_s (local.get $range)))
      (local.set $first (i64.trunc_f64_s (local.get $low)))))
    (loop $again
      ${ready(1)}
      (local.set $m (i64.mul (i64.load32_u ${address}) (local.get $r)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $bits (i64.and (local.get $m) (i64.const 4294967295)))
      (if (i64.lt_u (local.get $bits) (local.get $r)) (then
        (br_if $again (i64.lt_u (local.get $bits) (i64.rem_u (i64.sub (i64.const 4294967296) (local.get $r)) (local.get $r)))))))
    (i64.add (local.get $first) (i64.shr_u (local.get $m) (i64.const 32))))`,
  "i64.store",
);

export const RANDOM_TEXT = `(module
(import "bask" "memory" (memory 1))
(import "bask" "slowNormal" (func $slowNormal (param i32 f64) (result f64)))
(import "bask" "slowExponential" (func $slowExponential (param i32 f64) (result f64)))
${FILL}
${UNIFORM}
${NORMAL}
${EXPONENTIAL}
${BELOW})`;
