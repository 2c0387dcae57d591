/**
 * Passes of a Fourier transform as vector kernels: one vector holds the real parts of as many lines as fit, the next their imaginary parts, so that no
 * lane ever meets another. Text only.
 */

import { movesText } from "./moves-wat.ts";
import { realText } from "./real-wat.ts";

export type FftFloat = "f64" | "f32";
export const lanesOf = (float: FftFloat): number => (float === "f64" ? 2 : 4);
/** Bytes of an element: two vectors. */
export const ELEMENT = 32;

/** A complex number as the names of two locals. */
type Pair = readonly [re: string, im: string];
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * Exports `p2` ... `p5` (x, y, m, s, factors) and `q2` ... `q5` without factors, `times` (x, factors, count), the moves of `moves-wat.ts` and what real
 * lines want of `real-wat.ts`.
 */
export function fftText(float: FftFloat, wide: boolean): string {
  const passes = [2, 3, 4, 5].flatMap(radix => [passText(radix, float, wide, true), passText(radix, float, wide, false)]);
  return `(module (import "bask" "memory" (memory ${wide ? "i64 1 262144" : "1 65536"} shared))
${passes.join("\n")}
${timesText(float, wide)}
${movesText(float, wide)}
${realText(float, wide)})`;
}

class Writer {
  readonly lines: string[] = [];
  readonly locals = new Set<string>();
  readonly shape: string;
  constructor(float: FftFloat) {
    this.shape = float === "f64" ? "f64x2" : "f32x4";
  }
  set(name: string, text: string): string {
    this.locals.add(name);
    this.lines.push(`(local.set ${name} ${text})`);
    return name;
  }
  get(name: string): string {
    return `(local.get ${name})`;
  }
  op(code: "add" | "sub" | "mul", a: string, b: string): string {
    return `(${this.shape}.${code} ${a} ${b})`;
  }
  constant(value: number): string {
    const all = this.shape === "f64x2" ? 2 : 4;
    return `(v128.const ${this.shape} ${range(all)
      .map(() => value)
      .join(" ")})`;
  }
  add(name: string, a: Pair, b: Pair): Pair {
    return [this.set(`${name}r`, this.op("add", this.get(a[0]), this.get(b[0]))), this.set(`${name}i`, this.op("add", this.get(a[1]), this.get(b[1])))];
  }
  sub(name: string, a: Pair, b: Pair): Pair {
    return [this.set(`${name}r`, this.op("sub", this.get(a[0]), this.get(b[0]))), this.set(`${name}i`, this.op("sub", this.get(a[1]), this.get(b[1])))];
  }
  /** a + c b */
  plus(name: string, a: Pair, b: Pair, c: number): Pair {
    const part = (i: 0 | 1) => this.op("add", this.get(a[i]), this.op("mul", this.get(b[i]), this.constant(c)));
    const made = [part(0), part(1)];
    return [this.set(`${name}r`, made[0]!), this.set(`${name}i`, made[1]!)];
  }
  scaled(name: string, a: Pair, c: number): Pair {
    return [this.set(`${name}r`, this.op("mul", this.get(a[0]), this.constant(c))), this.set(`${name}i`, this.op("mul", this.get(a[1]), this.constant(c)))];
  }
  /** a - i b, and a + i b. */
  minusI(name: string, a: Pair, b: Pair): Pair {
    return [this.set(`${name}r`, this.op("add", this.get(a[0]), this.get(b[1]))), this.set(`${name}i`, this.op("sub", this.get(a[1]), this.get(b[0])))];
  }
  plusI(name: string, a: Pair, b: Pair): Pair {
    return [this.set(`${name}r`, this.op("sub", this.get(a[0]), this.get(b[1]))), this.set(`${name}i`, this.op("add", this.get(a[1]), this.get(b[0])))];
  }
}

/** The transform of `radix` values. */
function butterfly(w: Writer, a: readonly Pair[]): Pair[] {
  const [a0, a1, a2, a3, a4] = a as [Pair, Pair, Pair, Pair, Pair];
  if (a.length === 2) return [w.add("$b0", a0, a1), w.sub("$b1", a0, a1)];
  if (a.length === 3) {
    const [t, d] = [w.add("$t", a1, a2), w.scaled("$d", w.sub("$d", a1, a2), Math.sqrt(3) / 2)];
    const m = w.plus("$m", a0, t, -0.5);
    return [w.add("$b0", a0, t), w.minusI("$b1", m, d), w.plusI("$b2", m, d)];
  }
  if (a.length === 4) {
    const [t0, t1, t2, t3] = [w.add("$t0", a0, a2), w.sub("$t1", a0, a2), w.add("$t2", a1, a3), w.sub("$t3", a1, a3)];
    return [w.add("$b0", t0, t2), w.minusI("$b1", t1, t3), w.sub("$b2", t0, t2), w.plusI("$b3", t1, t3)];
  }
  const cos = [1, 2].map(k => Math.cos((2 * Math.PI * k) / 5)) as [number, number];
  const sin = [1, 2].map(k => Math.sin((2 * Math.PI * k) / 5)) as [number, number];
  const [t1, t2, d1, d2] = [w.add("$t1", a1, a4), w.add("$t2", a2, a3), w.sub("$d1", a1, a4), w.sub("$d2", a2, a3)];
  const [m1, m2] = [w.plus("$m1", w.plus("$m1", a0, t1, cos[0]), t2, cos[1]), w.plus("$m2", w.plus("$m2", a0, t1, cos[1]), t2, cos[0])];
  const [s1, s2] = [w.plus("$s1", w.scaled("$s1", d1, sin[0]), d2, sin[1]), w.plus("$s2", w.scaled("$s2", d1, sin[1]), d2, -sin[0])];
  return [w.add("$b0", w.add("$b0", a0, t1), t2), w.minusI("$b1", m1, s1), w.minusI("$b2", m2, s2), w.plusI("$b3", m2, s2), w.plusI("$b4", m1, s1)];
}

function passText(radix: number, float: FftFloat, wide: boolean, factors: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = float === "f64" ? 8 : 4;
  const w = new Writer(float);
  const ks = range(radix);
  const inputs = ks.map(k => {
    const from = `(local.get $x${k})`;
    return [w.set(`$a${k}r`, `(v128.load ${from})`), w.set(`$a${k}i`, `(v128.load offset=16 ${from})`)] as const;
  });
  const outputs = butterfly(w, inputs);
  for (const [k, [re, im]] of outputs.entries()) {
    const to = `(local.get $y${k})`;
    const [a, b] = [w.get(re), w.get(im)];
    if (k === 0 || !factors) w.lines.push(`(v128.store ${to} ${a}) (v128.store offset=16 ${to} ${b})`);
    else {
      const [c, d] = [`(local.get $w${k}r)`, `(local.get $w${k}i)`];
      w.lines.push(
        `(v128.store ${to} ${w.op("sub", w.op("mul", a, c), w.op("mul", b, d))}) (v128.store offset=16 ${to} ${w.op("add", w.op("mul", a, d), w.op("mul", b, c))})`,
      );
    }
    w.lines.push(...[`$x${k}`, `$y${k}`].map(name => `(local.set ${name} (${p}.add (local.get ${name}) (${p}.const ${ELEMENT})))`));
  }
  const splats = factors
    ? ks
        .slice(1)
        .flatMap(k =>
          [0, 1].map(i => `(local.set $w${k}${i === 0 ? "r" : "i"} (v128.load${size * 8}_splat offset=${(2 * (k - 1) + i) * size} (local.get $tw)))`),
        )
    : [];
  const asPointer = (text: string) => (wide ? `(i64.extend_i32_u ${text})` : text);
  return `(func (export "${factors ? "p" : "q"}${radix}") (param $x ${p}) (param $y ${p}) (param $m i32) (param $s i32) (param $tw ${p})
${ks.map(k => `(local $x${k} ${p}) (local $y${k} ${p})`).join(" ")} ${[...w.locals].map(name => `(local ${name} v128)`).join(" ")}
${
  factors
    ? ks
        .slice(1)
        .map(k => `(local $w${k}r v128) (local $w${k}i v128)`)
        .join(" ")
    : ""
} (local $row ${p}) (local $all ${p}) (local $p i32) (local $q i32)
(local.set $row ${asPointer(`(i32.mul (local.get $s) (i32.const ${ELEMENT}))`)})
(local.set $all (${p}.mul (local.get $row) ${asPointer("(local.get $m)")}))
(local.set $y0 (local.get $y))
(local.set $p (local.get $m))
(loop $next
${splats.join(" ")}
(local.set $x0 (local.get $x))
${ks
  .slice(1)
  .map(k => `(local.set $x${k} (${p}.add (local.get $x${k - 1}) (local.get $all))) (local.set $y${k} (${p}.add (local.get $y${k - 1}) (local.get $row)))`)
  .join("\n")}
(local.set $q (local.get $s))
(loop $run
${w.lines.join("\n")}
(br_if $run (local.tee $q (i32.sub (local.get $q) (i32.const 1)))))
(local.set $x (${p}.add (local.get $x) (local.get $row)))
(local.set $y0 (local.get $y${radix - 1}))
${factors ? `(local.set $tw (${p}.add (local.get $tw) (${p}.const ${2 * (radix - 1) * size})))` : ""}
(br_if $next (local.tee $p (i32.sub (local.get $p) (i32.const 1))))))`;
}

/** Elements times numbers of a table, in place. */
function timesText(float: FftFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = float === "f64" ? 8 : 4;
  const w = new Writer(float);
  const [a, b, c, d] = ["$a", "$b", "$c", "$d"].map(name => `(local.get ${name})`) as [string, string, string, string];
  return `(func (export "times") (param $x ${p}) (param $tw ${p}) (param $n i32) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
(block $end (loop $next (br_if $end (i32.eqz (local.get $n)))
(local.set $a (v128.load (local.get $x))) (local.set $b (v128.load offset=16 (local.get $x)))
(local.set $c (v128.load${size * 8}_splat (local.get $tw))) (local.set $d (v128.load${size * 8}_splat offset=${size} (local.get $tw)))
(v128.store (local.get $x) ${w.op("sub", w.op("mul", a, c), w.op("mul", b, d))})
(v128.store offset=16 (local.get $x) ${w.op("add", w.op("mul", a, d), w.op("mul", b, c))})
(local.set $x (${p}.add (local.get $x) (${p}.const ${ELEMENT}))) (local.set $tw (${p}.add (local.get $tw) (${p}.const ${2 * size})))
(local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $next))))`;
}
