/**
 * The quick tokenizer as WebAssembly: 64 bytes at a time are compared with the separator, newline, return and quote, and the positions of
 * what is found are written down. It takes records that have all their fields and no quote; at any other it stops, and the tokenizer in
 * JavaScript goes on.
 */

/** The window begins at this byte of the memory, so that the byte before it exists. */
export const WINDOW_AT = 64;

/** A bit for each of sixteen bytes that is one of the four. */
const found = (at: number): string => `
            (i64.extend_i32_u (i8x16.bitmask (v128.or
              (v128.or (i8x16.eq (local.tee $v (v128.load offset=${WINDOW_AT + at} align=1 (local.get $i))) (local.get $sep)) (i8x16.eq (local.get $v) (local.get $nl)))
              (v128.or (i8x16.eq (local.get $v) (local.get $cr)) (i8x16.eq (local.get $v) (local.get $quote))))))`;

export const SCAN_WAT = `(module
  (memory (export "memory") 1)
  ;; Where the first record that was not taken begins.
  (global $next (export "next") (mut i32) (i32.const 0))

  ;; Records of window[from, to) with \`fields\` fields; their positions go to \`out\`, at most \`room\` records. Gives how many.
  (func (export "scan") (param $from i32) (param $to i32) (param $separator i32) (param $fields i32) (param $out i32) (param $room i32) (result i32)
    (local $i i32) (local $mask i64) (local $at i32) (local $byte i32) (local $field i32) (local $rows i32) (local $skip i32)
    (local $v v128) (local $sep v128) (local $nl v128) (local $cr v128) (local $quote v128)
    (local.set $sep (i8x16.splat (local.get $separator)))
    (local.set $nl (i8x16.splat (i32.const 10)))
    (local.set $cr (i8x16.splat (i32.const 13)))
    (local.set $quote (i8x16.splat (i32.const 34)))
    (local.set $i (local.get $from))
    (local.set $skip (i32.const -1))
    (global.set $next (local.get $from))
    (i32.store (local.get $out) (i32.sub (local.get $from) (i32.const 1)))
    (local.set $out (i32.add (local.get $out) (i32.const 4)))
    (block $stop
      (loop $blocks
        (br_if $stop (i32.ge_s (local.get $i) (local.get $to)))
        (local.set $mask (i64.or
          (i64.or ${found(0)} (i64.shl ${found(16)} (i64.const 16)))
          (i64.or (i64.shl ${found(32)} (i64.const 32)) (i64.shl ${found(48)} (i64.const 48)))))
        (if (i32.gt_s (i32.add (local.get $i) (i32.const 64)) (local.get $to))
          (then (local.set $mask (i64.and (local.get $mask)
            (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.sub (local.get $to) (local.get $i)))) (i64.const 1))))))
        (block $next_block
          (loop $bits
            (br_if $next_block (i64.eqz (local.get $mask)))
            (local.set $at (i32.add (local.get $i) (i32.wrap_i64 (i64.ctz (local.get $mask)))))
            (local.set $mask (i64.and (local.get $mask) (i64.sub (local.get $mask) (i64.const 1))))
            (local.set $byte (i32.load8_u offset=${WINDOW_AT} (local.get $at)))
            (local.set $field (i32.add (local.get $field) (i32.const 1)))
            (if (i32.eq (local.get $byte) (local.get $separator))
              (then
                (br_if $stop (i32.ge_s (local.get $field) (local.get $fields)))
                (i32.store (local.get $out) (local.get $at))
                (local.set $out (i32.add (local.get $out) (i32.const 4)))
                (br $bits)))
            ;; The newline of a pair that its return has ended already.
            (if (i32.eq (local.get $at) (local.get $skip))
              (then
                (local.set $field (i32.const 0))
                (br $bits)))
            (br_if $stop (i32.ne (local.get $field) (local.get $fields)))
            (br_if $stop (i32.eq (local.get $byte) (i32.const 34)))
            (br_if $stop (i32.eq (local.get $at) (global.get $next)))
            (i32.store (local.get $out) (local.get $at))
            (if (i32.eq (local.get $byte) (i32.const 13))
              (then
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $stop (i32.ge_s (local.get $at) (local.get $to)))
                (br_if $stop (i32.ne (i32.load8_u offset=${WINDOW_AT} (local.get $at)) (i32.const 10)))
                (local.set $skip (local.get $at))))
            (i32.store offset=4 (local.get $out) (local.get $at))
            (local.set $out (i32.add (local.get $out) (i32.const 8)))
            (local.set $field (i32.const 0))
            (local.set $rows (i32.add (local.get $rows) (i32.const 1)))
            (global.set $next (i32.add (local.get $at) (i32.const 1)))
            (br_if $stop (i32.ge_s (local.get $rows) (local.get $room)))
            (br $bits)))
        (local.set $i (i32.add (local.get $i) (i32.const 64)))
        (br $blocks)))
    (local.get $rows)))`;
