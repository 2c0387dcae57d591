/**
 * Lines to elements and back, as vector kernels. Lines that lie beside each other go in groups: a row of all of them is read at once, so that what
 * the cache fetches for one is not fetched again for the next. Text only.
 */

import { ELEMENT, type FftFloat, lanesOf } from "./wat.ts";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * Exports `gather` and `scatter`, complex lines; `gatherSwapped` and `scatterSwapped` exchange real and imaginary parts; `gatherPairs` and
 * `scatterPairs`, real lines whose numbers are real and imaginary parts in turn, those back exchanged; `gatherReal`, real lines as real parts, and
 * `gatherRealSwapped` as imaginary ones. All take (first line, bytes between lines, bytes between their elements, count, elements, scale, groups, bytes
 * between groups of elements, bytes from the first to the second number of a pair).
 */
export function movesText(float: FftFloat, wide: boolean): string {
  return [false, true]
    .flatMap(swapped => [
      moveText(`gather${swapped ? "Swapped" : ""}`, gatherBody(float, swapped), float, wide),
      moveText(`scatter${swapped ? "Swapped" : ""}`, scatterBody(float, swapped), float, wide),
      moveText(`gatherReal${swapped ? "Swapped" : ""}`, gatherRealBody(float, swapped), float, wide),
    ])
    .concat(moveText("gatherPairs", gatherPairsBody(float, wide), float, wide), moveText("scatterPairs", scatterPairsBody(float, wide), float, wide))
    .join("\n");
}

/** Lanes are at `$m0`, `$m1` ..., the element at `$q`; `$a`, `$b`, `$c` are free. */
function moveText(name: string, body: string, float: FftFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const all = range(lanesOf(float));
  const add = (to: string, a: string, b: string) => `(local.set ${to} (${p}.add ${a} ${b}))`;
  const get = (local: string) => `(local.get ${local})`;
  return `(func (export "${name}") (param $line ${p}) (param $between ${p}) (param $step ${p}) (param $n i32) (param $x ${p}) (param $scale ${float}) (param $groups i32) (param $room ${p}) (param $gap ${p})
${all.map(k => `(local $l${k} ${p}) (local $m${k} ${p})`).join(" ")} (local $a v128) (local $b v128) (local $c v128) (local $f v128) (local $q ${p}) (local $far ${p}) (local $g i32)
(local.set $f (${float === "f64" ? "f64x2" : "f32x4"}.splat (local.get $scale)))
(local.set $far (${p}.mul (local.get $between) (${p}.const ${all.length})))
(local.set $l0 (local.get $line))
${all
  .slice(1)
  .map(k => add(`$l${k}`, get(`$l${k - 1}`), get("$between")))
  .join(" ")}
(block $end (loop $next (br_if $end (i32.eqz (local.get $n)))
${all.map(k => `(local.set $m${k} (local.get $l${k}))`).join(" ")}
(local.set $q (local.get $x)) (local.set $g (local.get $groups))
(loop $group
${body}
${all.map(k => add(`$m${k}`, get(`$m${k}`), get("$far"))).join(" ")}
${add("$q", get("$q"), get("$room"))}
(br_if $group (local.tee $g (i32.sub (local.get $g) (i32.const 1)))))
${all.map(k => add(`$l${k}`, get(`$l${k}`), get("$step"))).join(" ")}
${add("$x", get("$x"), `(${p}.const ${ELEMENT})`)}
(local.set $n (i32.sub (local.get $n) (i32.const 1))) (br $next))))`;
}

const lane = (k: number): string => `(local.get $m${k})`;
const [A, B, C] = ["(local.get $a)", "(local.get $b)", "(local.get $c)"] as const;
function shuffle(lanes: number, list: readonly number[], a: string, b: string): string {
  const words = list.flatMap(from => range(16 / lanes).map(byte => from * (16 / lanes) + byte)).join(" ");
  return `(i8x16.shuffle ${words} ${a} ${b})`;
}
const stored = (offset: number, value: string): string => `(v128.store offset=${offset} (local.get $q) ${value})`;

function gatherBody(float: FftFloat, swapped: boolean): string {
  const [re, im] = swapped ? [16, 0] : [0, 16];
  if (float === "f64")
    return `(local.set $a (v128.load ${lane(0)})) (local.set $b (v128.load ${lane(1)}))
${stored(re, shuffle(2, [0, 2], A, B))} ${stored(im, shuffle(2, [1, 3], A, B))}`;
  return `(local.set $a (v128.load64_lane 1 ${lane(1)} (v128.load64_zero ${lane(0)}))) (local.set $b (v128.load64_lane 1 ${lane(3)} (v128.load64_zero ${lane(2)})))
${stored(re, shuffle(4, [0, 2, 4, 6], A, B))} ${stored(im, shuffle(4, [1, 3, 5, 7], A, B))}`;
}

const scaled = (float: FftFloat, offset: number): string =>
  `(${float === "f64" ? "f64x2" : "f32x4"}.mul (v128.load offset=${offset} (local.get $q)) (local.get $f))`;

function scatterBody(float: FftFloat, swapped: boolean): string {
  const [re, im] = swapped ? [16, 0] : [0, 16];
  const both = `(local.set $a ${scaled(float, re)}) (local.set $b ${scaled(float, im)})`;
  if (float === "f64") return `${both} (v128.store ${lane(0)} ${shuffle(2, [0, 2], A, B)}) (v128.store ${lane(1)} ${shuffle(2, [1, 3], A, B)})`;
  return `${both} (local.set $c ${shuffle(4, [0, 4, 1, 5], A, B)}) (local.set $a ${shuffle(4, [2, 6, 3, 7], A, B)})
(v128.store64_lane 0 ${lane(0)} ${C}) (v128.store64_lane 1 ${lane(1)} ${C}) (v128.store64_lane 0 ${lane(2)} ${A}) (v128.store64_lane 1 ${lane(3)} ${A})`;
}

const bitsOf = (float: FftFloat): number => (float === "f64" ? 64 : 32);
/** One number of each lane. */
const loaded = (float: FftFloat, at: (k: number) => string): string =>
  range(lanesOf(float))
    .slice(1)
    .reduce((text, k) => `(v128.load${bitsOf(float)}_lane ${k} ${at(k)} ${text})`, `(v128.load${bitsOf(float)}_zero ${at(0)})`);

function gatherRealBody(float: FftFloat, swapped: boolean): string {
  const [re, im] = swapped ? [16, 0] : [0, 16];
  return `${stored(re, loaded(float, lane))} ${stored(im, "(v128.const i64x2 0 0)")}`;
}

const second =
  (wide: boolean) =>
  (k: number): string =>
    `(${wide ? "i64" : "i32"}.add ${lane(k)} (local.get $gap))`;

function gatherPairsBody(float: FftFloat, wide: boolean): string {
  return `${stored(0, loaded(float, lane))} ${stored(16, loaded(float, second(wide)))}`;
}

function scatterPairsBody(float: FftFloat, wide: boolean): string {
  const all = range(lanesOf(float));
  const put = (k: number, at: string, value: string) => `(v128.store${bitsOf(float)}_lane ${k} ${at} ${value})`;
  return `(local.set $a ${scaled(float, 16)}) (local.set $b ${scaled(float, 0)})
${all.map(k => `${put(k, lane(k), A)} ${put(k, second(wide)(k), B)}`).join("\n")}`;
}
