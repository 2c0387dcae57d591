/**
 * Bit-packed values as WebAssembly, in a memory of its own: a table of entries, room for a batch of values, the page. Each function takes
 * `count` values of `width` bits (24 at most) whose first stands at bit `bit` of the byte at `at`, and gives the largest of them.
 */

/** Values of one batch. */
export const BATCH = 1 << 13;
export const OUT_AT = 1024;
export const TABLE_AT = OUT_AT + BATCH * 8;

/** A value is within four bytes of its first one; what lies before it is shifted out, what behind it masked. */
const unpack = (name: string, params: string, put: string): string => `
  (func (export "${name}") (param $at i32) (param $bit i32) (param $width i32) (param $count i32) ${params} (result i32)
    (local $mask i32) (local $value i32) (local $most i32) (local $out i32) (local $end i32)
    (local.set $mask (i32.sub (i32.shl (i32.const 1) (local.get $width)) (i32.const 1)))
    (local.set $end (local.get $count))
    (block $done
      (loop $values
        (br_if $done (i32.ge_s (local.get $out) (local.get $end)))
        (local.set $value (i32.and (local.get $mask) (i32.shr_u
          (i32.load align=1 (i32.add (local.get $at) (i32.shr_u (local.get $bit) (i32.const 3))))
          (i32.and (local.get $bit) (i32.const 7)))))
        (local.set $bit (i32.add (local.get $bit) (local.get $width)))
        (local.set $most (select (local.get $value) (local.get $most) (i32.gt_u (local.get $value) (local.get $most))))
        ${put}
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $values)))
    (local.get $most))`;

/** An index behind the table reads its last entry: the caller sees from the largest value that there was one. */
const ENTRY = "(select (local.get $value) (local.get $last) (i32.le_u (local.get $value) (local.get $last)))";

export const UNPACK_WAT = `(module
  (memory (export "memory") 3)
${unpack("values", "", `(i32.store offset=${OUT_AT} (i32.shl (local.get $out) (i32.const 2)) (local.get $value))`)}
${unpack(
  "entries4",
  "(param $last i32)",
  `(i32.store offset=${OUT_AT} (i32.shl (local.get $out) (i32.const 2)) (i32.load offset=${TABLE_AT} (i32.shl ${ENTRY} (i32.const 2))))`,
)}
${unpack(
  "entries8",
  "(param $last i32)",
  `(i64.store offset=${OUT_AT} (i32.shl (local.get $out) (i32.const 3)) (i64.load offset=${TABLE_AT} (i32.shl ${ENTRY} (i32.const 3))))`,
)}
)
`;
