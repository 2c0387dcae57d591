/**
 * The text of the matrix product: panels of 4 rows of the first matrix and of two vectors of columns of the second are packed side by side, and
 * tiles of the product stay in registers for a whole run along the contracted axis (the layered scheme of Goto and van de Geijn). Multiply and add
 * are one instruction where the engine at hand has relaxed SIMD.
 */

export type GemmFloat = "f64" | "f32";
export interface GemmFlags {
  /** 64-bit addresses. */
  readonly wide: boolean;
  readonly fma: boolean;
}
/** Rows of a tile of the product. */
export const TILE_ROWS = 4;
/** Columns of a tile: two vectors. */
export const tileColumns = (float: GemmFloat): number => (float === "f64" ? 4 : 8);

/** Steps between two moves of the pointers. */
const STEPS_A_ROUND = 4;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/**
 * Exports `packA`, `packB` (source, bytes from lane to lane, bytes from step to step, lanes, steps, target), `tiles` (rows, columns, steps, packed
 * A, packed B, target, bytes from row to row of it, mode, room for a tile) with modes 0 set, 1 add, 2 subtract, and `integers32`, `integers64`
 * (columns, steps, first factor, bytes between its elements, rows of the second, bytes between them, row of the product), which add. Of two columns:
 * `dot` (x, y, count), `axpy` (y += a x: a, x, y, count) and `rotate` (cosine, sine, x, y, count).
 */
export function gemmText(float: GemmFloat, { wide, fma }: GemmFlags): string {
  return `(module (import "bask" "memory" (memory ${wide ? "i64 1 262144" : "1 65536"} shared))
${packText("packA", TILE_ROWS, float, wide)}
${packText("packB", tileColumns(float), float, wide)}
${tilesText(float, wide, fma)}
${vectorsText(float, wide)}
${integersText(32, wide)}
${integersText(64, wide)})`;
}

/** One instruction that only engines with relaxed SIMD take. */
export const FMA_PROBE = `(module (func (param v128 v128 v128) (result v128) (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2))))`;

const sizeOf = (float: GemmFloat): number => (float === "f64" ? 8 : 4);

function packText(name: string, lanes: number, float: GemmFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = sizeOf(float);
  const load = (from: string) => `(${float}.load ${from})`;
  const all = range(lanes);
  const starts = all.map(w => `(local.set $p${w} (${p}.add (local.get $src) (${p}.mul (${p}.const ${w}) (local.get $along))))`).join("\n");
  const step = (name: string) => `(local.set ${name} (${p}.add (local.get ${name}) (local.get $step)))`;
  const next = `(local.set $dst (${p}.add (local.get $dst) (${p}.const ${lanes * size}))) (br_if $k (local.tee $i (i32.sub (local.get $i) (i32.const 1))))`;
  const vectors = range((lanes * size) / 16)
    .map(v => `(v128.store offset=${v * 16} (local.get $dst) (v128.load offset=${v * 16} (local.get $p0)))`)
    .join("\n");
  const scalars = all.map(w => `(${float}.store offset=${w * size} (local.get $dst) ${load(`(local.get $p${w})`)}) ${step(`$p${w}`)}`).join("\n");
  const ragged = all
    .map(
      w => `(${float}.store offset=${w * size} (local.get $dst) (if (result ${float}) (i32.gt_s (local.get $m) (i32.const ${w}))
(then ${load(`(local.get $p${w})`)}) (else (${float}.const 0)))) ${step(`$p${w}`)}`,
    )
    .join("\n");
  return `(func (export "${name}") (param $src ${p}) (param $along ${p}) (param $step ${p}) (param $m i32) (param $k i32) (param $dst ${p})
${all.map(w => `(local $p${w} ${p})`).join(" ")} (local $i i32)
(if (i32.eqz (local.get $k)) (then (return)))
(block $full (loop $panel (br_if $full (i32.lt_s (local.get $m) (i32.const ${lanes})))
${starts}
(local.set $i (local.get $k))
(if (${p}.eq (local.get $along) (${p}.const ${size}))
(then (loop $k ${vectors} ${step("$p0")} ${next}))
(else (loop $k ${scalars} ${next})))
(local.set $src (${p}.add (local.get $src) (${p}.mul (${p}.const ${lanes}) (local.get $along))))
(local.set $m (i32.sub (local.get $m) (i32.const ${lanes}))) (br $panel)))
(if (local.get $m) (then
${starts}
(local.set $i (local.get $k))
(loop $k ${ragged} ${next}))))`;
}

function tilesText(float: GemmFloat, wide: boolean, fma: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = sizeOf(float);
  const columns = tileColumns(float);
  const shape = float === "f64" ? "f64x2" : "f32x4";
  const cells = range(TILE_ROWS).flatMap(r => range(2).map(q => [r, q] as const));
  const acc = (r: number, q: number) => `$c${r}${q}`;
  const fold = (r: number, q: number) =>
    fma
      ? `(local.set ${acc(r, q)} (${shape}.relaxed_madd (local.get $s) (local.get $b${q}) (local.get ${acc(r, q)})))`
      : `(local.set ${acc(r, q)} (${shape}.add (local.get ${acc(r, q)}) (${shape}.mul (local.get $s) (local.get $b${q}))))`;
  const oneStep = (u: number) =>
    [
      ...range(2).map(q => `(local.set $b${q} (v128.load offset=${u * columns * size + q * 16} (local.get $b)))`),
      ...range(TILE_ROWS).flatMap(r => [
        `(local.set $s (v128.load${size * 8}_splat offset=${(u * TILE_ROWS + r) * size} (local.get $a)))`,
        fold(r, 0),
        fold(r, 1),
      ]),
    ].join("\n");
  // The way out after each step keeps the compiler from loading for later steps early, which would leave no registers for the tile.
  const count = `(local.tee $i (i32.sub (local.get $i) (i32.const 1)))`;
  const steps = range(STEPS_A_ROUND).map(oneStep).join(`\n(br_if $k_end (i32.eqz ${count}))\n`);
  const run = `(block $k_end (loop $k
${steps}
(local.set $a (${p}.add (local.get $a) (${p}.const ${STEPS_A_ROUND * TILE_ROWS * size})))
(local.set $b (${p}.add (local.get $b) (${p}.const ${STEPS_A_ROUND * columns * size})))
(br_if $k ${count})))`;
  const row = (r: number) => `(local.set $t (${p}.add (local.get $t) (local.get $stride)))`.repeat(r === 0 ? 0 : 1);
  const stores = (value: (r: number, q: number) => string) =>
    range(TILE_ROWS)
      .map(
        r =>
          row(r) +
          range(2)
            .map(q => `(v128.store offset=${q * 16} (local.get $t) ${value(r, q)})`)
            .join(" "),
      )
      .join("\n");
  /** Bytes of so many rows of a tile, or of so many runs of another length. */
  const bytesOf = (count: string, numbers = columns) =>
    (wide ? "(i64.extend_i32_u " : "") + `(i32.mul (local.get ${count}) (i32.const ${numbers * size}))` + (wide ? ")" : "");
  const old = (q: number) => `(v128.load offset=${q * 16} (local.get $t))`;
  return `(func (export "tiles") (param $mc i32) (param $nc i32) (param $kc i32) (param $pa ${p}) (param $pb ${p}) (param $out ${p}) (param $ldc ${p}) (param $mode i32) (param $tmp ${p})
${cells.map(([r, q]) => `(local ${acc(r, q)} v128)`).join(" ")} (local $s v128) (local $b0 v128) (local $b1 v128)
(local $a ${p}) (local $b ${p}) (local $a0 ${p}) (local $t ${p}) (local $stride ${p}) (local $o ${p}) (local $i i32) (local $m i32) (local $rows i32) (local $columns i32) (local $r i32) (local $q i32) (local $x ${float}) (local $full i32) (local $how i32)
(block $done (loop $j (br_if $done (i32.le_s (local.get $nc) (i32.const 0)))
(local.set $columns (select (local.get $nc) (i32.const ${columns}) (i32.lt_s (local.get $nc) (i32.const ${columns}))))
(local.set $a0 (local.get $pa))
(local.set $m (local.get $mc))
(local.set $o (local.get $out))
(block $below (loop $up (br_if $below (i32.le_s (local.get $m) (i32.const 0)))
(local.set $rows (select (local.get $m) (i32.const ${TILE_ROWS}) (i32.lt_s (local.get $m) (i32.const ${TILE_ROWS}))))
${cells.map(([r, q]) => `(local.set ${acc(r, q)} (v128.const i64x2 0 0))`).join(" ")}
(local.set $a (local.get $a0)) (local.set $b (local.get $pb)) (local.set $i (local.get $kc))
${run}
(local.set $a0 (${p}.add (local.get $a0) ${bytesOf("$kc", TILE_ROWS)}))
(local.set $full (i32.and (i32.eq (local.get $rows) (i32.const ${TILE_ROWS})) (i32.eq (local.get $columns) (i32.const ${columns}))))
(local.set $t (select (local.get $o) (local.get $tmp) (local.get $full)))
(local.set $stride (select (local.get $ldc) (${p}.const ${columns * size}) (local.get $full)))
(local.set $how (select (local.get $mode) (i32.const 0) (local.get $full)))
(if (i32.eqz (local.get $how)) (then ${stores((r, q) => `(local.get ${acc(r, q)})`)})
(else (if (i32.eq (local.get $how) (i32.const 1))
(then ${stores((r, q) => `(${shape}.add ${old(q)} (local.get ${acc(r, q)}))`)})
(else ${stores((r, q) => `(${shape}.sub ${old(q)} (local.get ${acc(r, q)}))`)}))))
(if (i32.eqz (local.get $full)) (then
(local.set $r (i32.const 0)) (local.set $a (local.get $tmp)) (local.set $t (local.get $o))
(loop $each
(local.set $q (i32.const 0)) (local.set $b (local.get $t))
(loop $cell
(local.set $x (${float}.load (local.get $a)))
(${float}.store (local.get $b) (if (result ${float}) (i32.eqz (local.get $mode)) (then (local.get $x)) (else (if (result ${float}) (i32.eq (local.get $mode) (i32.const 1))
(then (${float}.add (${float}.load (local.get $b)) (local.get $x))) (else (${float}.sub (${float}.load (local.get $b)) (local.get $x)))))))
(local.set $a (${p}.add (local.get $a) (${p}.const ${size}))) (local.set $b (${p}.add (local.get $b) (${p}.const ${size})))
(br_if $cell (i32.lt_s (local.tee $q (i32.add (local.get $q) (i32.const 1))) (local.get $columns))))
(local.set $r (i32.add (local.get $r) (i32.const 1)))
(local.set $a (${p}.add (local.get $tmp) ${bytesOf("$r")}))
(local.set $t (${p}.add (local.get $t) (local.get $ldc)))
(br_if $each (i32.lt_s (local.get $r) (local.get $rows))))))
(local.set $o (${p}.add (local.get $o) (${p}.mul (${p}.const ${TILE_ROWS}) (local.get $ldc))))
(local.set $m (i32.sub (local.get $m) (i32.const ${TILE_ROWS}))) (br $up)))
(local.set $pb (${p}.add (local.get $pb) ${bytesOf("$kc")}))
(local.set $out (${p}.add (local.get $out) (${p}.const ${columns * size})))
(local.set $nc (i32.sub (local.get $nc) (i32.const ${columns}))) (br $j))))`;
}

/** Integers modulo 2^32 or 2^64, one row of the product at a time. */
function integersText(bits: 32 | 64, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = bits / 8;
  const lanes = 128 / bits;
  const shape = bits === 32 ? "i32x4" : "i64x2";
  const advance = (bytes: number) =>
    `(local.set $x (${p}.add (local.get $x) (${p}.const ${bytes}))) (local.set $y (${p}.add (local.get $y) (${p}.const ${bytes})))`;
  return `(func (export "integers${bits}") (param $n i32) (param $k i32) (param $a ${p}) (param $aStep ${p}) (param $b ${p}) (param $bStep ${p}) (param $c ${p})
(local $s v128) (local $x ${p}) (local $y ${p}) (local $j i32)
(block $done (loop $next (br_if $done (i32.eqz (local.get $k)))
(local.set $s (v128.load${bits}_splat (local.get $a)))
(local.set $x (local.get $b)) (local.set $y (local.get $c)) (local.set $j (local.get $n))
(block $end (loop $wide (br_if $end (i32.lt_s (local.get $j) (i32.const ${lanes})))
(v128.store (local.get $y) (${shape}.add (v128.load (local.get $y)) (${shape}.mul (local.get $s) (v128.load (local.get $x)))))
${advance(16)} (local.set $j (i32.sub (local.get $j) (i32.const ${lanes}))) (br $wide)))
(block $end (loop $one (br_if $end (i32.eqz (local.get $j)))
(i${bits}.store (local.get $y) (i${bits}.add (i${bits}.load (local.get $y)) (i${bits}.mul (i${bits}.load (local.get $a)) (i${bits}.load (local.get $x)))))
${advance(size)} (local.set $j (i32.sub (local.get $j) (i32.const 1))) (br $one)))
(local.set $a (${p}.add (local.get $a) (local.get $aStep))) (local.set $b (${p}.add (local.get $b) (local.get $bStep)))
(local.set $k (i32.sub (local.get $k) (i32.const 1))) (br $next))))`;
}

function vectorsText(float: GemmFloat, wide: boolean): string {
  const p = wide ? "i64" : "i32";
  const size = sizeOf(float);
  const lanes = 16 / size;
  const shape = float === "f64" ? "f64x2" : "f32x4";
  const step = (bytes: number, count: number) =>
    `(local.set $x (${p}.add (local.get $x) (${p}.const ${bytes}))) (local.set $y (${p}.add (local.get $y) (${p}.const ${bytes}))) (local.set $n (i32.sub (local.get $n) (i32.const ${count})))`;
  const loop = (name: string, count: number, body: string) =>
    `(block $${name}_end (loop $${name} (br_if $${name}_end (i32.lt_s (local.get $n) (i32.const ${count}))) ${body} ${step(count * size, count)} (br $${name})))`;
  const vector = (name: string, u: number) => `(v128.load offset=${u * 16} (local.get ${name}))`;
  const one = (name: string) => `(${float}.load (local.get ${name}))`;
  const bare = `(param $x ${p}) (param $y ${p}) (param $n i32)`;
  const four = [0, 1, 2, 3];
  const sum = four
    .slice(0, lanes)
    .reduce(
      (text, lane) => (lane === 0 ? `(${shape}.extract_lane 0 (local.get $a0))` : `(${float}.add ${text} (${shape}.extract_lane ${lane} (local.get $a0)))`),
      "",
    );
  const [a, b] = ["(local.get $a)", "(local.get $b)"];
  const turned = (type: string, x: string, y: string, c: string, s: string) => [
    `(${type}.sub (${type}.mul ${x} ${c}) (${type}.mul ${y} ${s}))`,
    `(${type}.add (${type}.mul ${x} ${s}) (${type}.mul ${y} ${c}))`,
  ];
  return `(func (export "dot") ${bare} (result ${float}) ${four.map(u => `(local $a${u} v128)`).join(" ")} (local $t ${float})
${loop("wide", 4 * lanes, four.map(u => `(local.set $a${u} (${shape}.add (local.get $a${u}) (${shape}.mul ${vector("$x", u)} ${vector("$y", u)})))`).join("\n"))}
(local.set $a0 (${shape}.add (${shape}.add (local.get $a0) (local.get $a1)) (${shape}.add (local.get $a2) (local.get $a3))))
(local.set $t ${sum})
${loop("one", 1, `(local.set $t (${float}.add (local.get $t) (${float}.mul ${one("$x")} ${one("$y")})))`)}
(local.get $t))
(func (export "axpy") (param $f ${float}) ${bare} (local $v v128)
(local.set $v (${shape}.splat (local.get $f)))
${loop("wide", 2 * lanes, [0, 1].map(u => `(v128.store offset=${u * 16} (local.get $y) (${shape}.add ${vector("$y", u)} (${shape}.mul (local.get $v) ${vector("$x", u)})))`).join("\n"))}
${loop("one", 1, `(${float}.store (local.get $y) (${float}.add ${one("$y")} (${float}.mul (local.get $f) ${one("$x")})))`)})
(func (export "rotate") (param $c ${float}) (param $s ${float}) ${bare} (local $vc v128) (local $vs v128) (local $a v128) (local $b v128) (local $xa ${float}) (local $yb ${float})
(local.set $vc (${shape}.splat (local.get $c))) (local.set $vs (${shape}.splat (local.get $s)))
${loop(
  "wide",
  lanes,
  `(local.set $a ${vector("$x", 0)}) (local.set $b ${vector("$y", 0)})
(v128.store (local.get $x) ${turned(shape, a, b, "(local.get $vc)", "(local.get $vs)")[0]!}) (v128.store (local.get $y) ${turned(shape, a, b, "(local.get $vc)", "(local.get $vs)")[1]!})`,
)}
${loop(
  "one",
  1,
  `(local.set $xa ${one("$x")}) (local.set $yb ${one("$y")})
(${float}.store (local.get $x) ${turned(float, "(local.get $xa)", "(local.get $yb)", "(local.get $c)", "(local.get $s)")[0]!}) (${float}.store (local.get $y) ${turned(float, "(local.get $xa)", "(local.get $yb)", "(local.get $c)", "(local.get $s)")[1]!})`,
)})`;
}
