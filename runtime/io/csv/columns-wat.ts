/**
 * Columns out of a window of bytes as WebAssembly, beside the quick tokenizer and in its memory. Each function takes one field of the records
 * `row` to `rows`, whose position stands at address `at` and then every `stride` bytes, and stops at the first that it does not
 * understand: JavaScript deals with that one, and calls again for what follows.
 */

import { WINDOW_AT } from "./scan-wat.ts";

/** What stands before the positions, which come last since they may need more room. */
export const WINDOW = 256 * 1024;
export const MOST_ROWS = 1 << 14;
const AFTER_WINDOW = WINDOW_AT + WINDOW + 64;
/** Values of one column: eight bytes each. */
export const VALUES_AT = (AFTER_WINDOW + 63) & ~63;
/** Sixteen bytes of ones, sixteen of zeros: a mask for the first n bytes begins at 16 - n. */
export const MASKS_AT = VALUES_AT + MOST_ROWS * 8;
/** Powers of ten as doubles. */
export const POWERS_AT = MASKS_AT + 32;
/** Days from 1970 to the day before the first of each month, from FIRST_YEAR on. */
export const MONTHS_AT = POWERS_AT + 16 * 8;
export const FIRST_YEAR = 1600;
export const YEARS = 800;
/** Hash tables of short texts, TABLES of them. A slot is sixteen bytes of text, then its code + 1 and its size. */
export const TABLES_AT = (MONTHS_AT + (YEARS * 12 + 1) * 4 + 63) & ~63;
export const SLOT_BITS = 10;
export const TABLE_SIZE = 32 << SLOT_BITS;
export const TABLES = 16;
export const POSITIONS_AT = TABLES_AT + TABLES * TABLE_SIZE;

const PARAMS = "(param $at i32) (param $stride i32) (param $row i32) (param $rows i32)";
/** What all of them begin a record with, and what they go on to the next with. */
const FIELD = `
        (br_if $stop (i32.ge_s (local.get $row) (local.get $rows)))
        (local.set $start (i32.add (i32.load (local.get $at)) (i32.const 1)))
        (local.set $end (i32.load offset=4 (local.get $at)))`;
const NEXT = `
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $records)`;
const VALUE = "(i32.shl (local.get $row) (i32.const 3))";

/** Eight characters that end `back` bytes before the field's end, the last \`size\` of them digits: digits in bytes, zeros before them. */
const digits = (back: number, size: string): string => `
          (local.set $shift (i64.extend_i32_u (i32.shl (i32.sub (i32.const 8) ${size}) (i32.const 3))))
          (local.set $x (i64.shl (i64.shr_u (i64.xor (i64.load offset=${WINDOW_AT - 8 - back} align=1 (local.get $end)) (i64.const 0x3030303030303030)) (local.get $shift)) (local.get $shift)))
          (br_if $stop (i64.ne (i64.const 0)
            (i64.and (i64.or (i64.add (local.get $x) (i64.const 0x7676767676767676)) (local.get $x)) (i64.const 0x8080808080808080))))`;
/** The number that such digits are: pairs, then all four of them by two products. */
const VALUE_OF_DIGITS = `
          (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 10)) (i64.shr_u (local.get $x) (i64.const 8))))
          (local.set $x (i64.shr_u (i64.add
            (i64.mul (i64.and (local.get $x) (i64.const 0x000000FF000000FF)) (i64.const 0x000F424000000064))
            (i64.mul (i64.and (i64.shr_u (local.get $x) (i64.const 16)) (i64.const 0x000000FF000000FF)) (i64.const 0x0000271000000001))) (i64.const 32)))`;

/** The slot of a text of 1 to 16 bytes: its bytes, and where to look first. */
const SLOT_OF_TEXT = `
          (local.set $v (v128.and (v128.load offset=${WINDOW_AT} align=1 (local.get $start))
            (v128.load offset=${MASKS_AT} align=1 (i32.sub (i32.const 16) (local.get $size)))))
          (local.set $slot (i32.wrap_i64 (i64.shr_u (i64.mul
            (i64.add (i64.xor (i64x2.extract_lane 0 (local.get $v)) (i64.mul (i64x2.extract_lane 1 (local.get $v)) (i64.const 0x2545F4914F6CDD1D))) (i64.extend_i32_u (local.get $size)))
            (i64.const 0x9E3779B97F4A7C15)) (i64.const ${64 - SLOT_BITS}))))`;
const ENTRY = "(local.set $entry (i32.add (local.get $table) (i32.shl (local.get $slot) (i32.const 5))))";
const NEXT_SLOT = `(local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const ${(1 << SLOT_BITS) - 1})))`;

export const COLUMNS_WAT = `(module
  (import "scan" "memory" (memory 1))

  ;; Whole numbers of at most sixteen digits.
  (func (export "integers") ${PARAMS} (param $unsigned i32) (result i32)
    (local $start i32) (local $end i32) (local $size i32) (local $negative i32) (local $x i64) (local $high i64) (local $shift i64)
    (block $stop
      (loop $records ${FIELD}
        (local.set $negative (i32.eq (i32.load8_u offset=${WINDOW_AT} (local.get $start)) (i32.const 45)))
        (br_if $stop (i32.and (local.get $negative) (local.get $unsigned)))
        (local.set $size (i32.sub (i32.sub (local.get $end) (local.get $start)) (local.get $negative)))
        (br_if $stop (i32.gt_u (i32.sub (local.get $size) (i32.const 1)) (i32.const 15)))
        (if (i32.le_s (local.get $size) (i32.const 8))
          (then ${digits(0, "(local.get $size)")} ${VALUE_OF_DIGITS})
          (else ${digits(8, "(i32.sub (local.get $size) (i32.const 8))")} ${VALUE_OF_DIGITS}
            (local.set $high (i64.mul (local.get $x) (i64.const 100000000)))
            ${digits(0, "(i32.const 8)")} ${VALUE_OF_DIGITS}
            (local.set $x (i64.add (local.get $x) (local.get $high)))))
        ;; The sign without a branch: (x ^ -n) + n.
        (local.set $shift (i64.extend_i32_u (local.get $negative)))
        (i64.store offset=${VALUES_AT} ${VALUE}
          (i64.add (i64.xor (local.get $x) (i64.sub (i64.const 0) (local.get $shift))) (local.get $shift)))${NEXT}))
    (local.get $row))

  ;; Decimal numbers of at most fifteen digits, without an exponent; nothing is NaN where \`empty\` says so.
  (func (export "floats") ${PARAMS} (param $empty i32) (result i32)
    (local $start i32) (local $end i32) (local $first i32) (local $dot i32) (local $digit i32) (local $negative i32) (local $x i64) (local $value f64)
    (block $stop
      (loop $records ${FIELD}
        (if (i32.ge_s (local.get $start) (local.get $end))
          (then
            (br_if $stop (i32.eqz (local.get $empty)))
            (f64.store offset=${VALUES_AT} ${VALUE} (f64.const nan))${NEXT}))
        (local.set $negative (i32.eq (i32.load8_u offset=${WINDOW_AT} (local.get $start)) (i32.const 45)))
        (local.set $start (i32.add (local.get $start) (local.get $negative)))
        (br_if $stop (i32.gt_u (i32.sub (i32.sub (local.get $end) (local.get $start)) (i32.const 1)) (i32.const 15)))
        (local.set $first (local.get $start))
        (local.set $dot (i32.const 0))
        (local.set $x (i64.const 0))
        (block $read
          (loop $characters
            (br_if $read (i32.ge_s (local.get $start) (local.get $end)))
            (local.set $digit (i32.sub (i32.load8_u offset=${WINDOW_AT} (local.get $start)) (i32.const 48)))
            (local.set $start (i32.add (local.get $start) (i32.const 1)))
            (if (i32.le_u (local.get $digit) (i32.const 9))
              (then
                (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
                (br $characters)))
            (br_if $stop (i32.or (i32.ne (local.get $digit) (i32.const -2)) (local.get $dot)))
            (local.set $dot (local.get $start))
            (br $characters)))
        ;; Digits: all characters but the dot. Up to fifteen are exact, and one division rounds once.
        (local.set $digit (i32.sub (i32.sub (local.get $end) (local.get $first)) (i32.ne (local.get $dot) (i32.const 0))))
        (br_if $stop (i32.gt_u (i32.sub (local.get $digit) (i32.const 1)) (i32.const 14)))
        (local.set $value (f64.convert_i64_s (local.get $x)))
        (if (local.get $dot)
          (then (local.set $value (f64.div (local.get $value)
            (f64.load offset=${POWERS_AT} (i32.shl (i32.sub (local.get $end) (local.get $dot)) (i32.const 3)))))))
        (if (local.get $negative) (then (local.set $value (f64.neg (local.get $value)))))
        (f64.store offset=${VALUES_AT} ${VALUE} (local.get $value))${NEXT}))
    (local.get $row))

  ;; YYYY-MM-DD, then HH:MM and :SS or not, as milliseconds; nothing is NaN where \`empty\` says so.
  (func (export "dates") ${PARAMS} (param $empty i32) (result i32)
    (local $start i32) (local $end i32) (local $size i32) (local $need i32) (local $seconds i32) (local $ones i32) (local $month i32) (local $minutes i32) (local $v v128) (local $d v128)
    (block $stop
      (loop $records ${FIELD}
        (local.set $size (i32.sub (local.get $end) (local.get $start)))
        (if (i32.le_s (local.get $size) (i32.const 0))
          (then
            (br_if $stop (i32.eqz (local.get $empty)))
            (f64.store offset=${VALUES_AT} ${VALUE} (f64.const nan))${NEXT}))
        (local.set $v (v128.load offset=${WINDOW_AT} align=1 (local.get $start)))
        (local.set $d (i8x16.sub (local.get $v) (i8x16.splat (i32.const 48))))
        (local.set $seconds (i32.const 0))
        (local.set $need (i32.const 0xFFFF))
        (if (i32.ne (local.get $size) (i32.const 16))
          (then
            (if (i32.eq (local.get $size) (i32.const 10))
              (then
                (local.set $need (i32.const 0x03FF))
                (local.set $d (v128.and (local.get $d) (v128.load offset=${MASKS_AT + 6} align=1 (i32.const 0)))))
              (else
                (br_if $stop (i32.ne (local.get $size) (i32.const 19)))
                (br_if $stop (i32.ne (i32.load8_u offset=${WINDOW_AT + 16} (local.get $start)) (i32.const 58)))
                (local.set $seconds (i32.sub (i32.load8_u offset=${WINDOW_AT + 17} (local.get $start)) (i32.const 48)))
                (local.set $ones (i32.sub (i32.load8_u offset=${WINDOW_AT + 18} (local.get $start)) (i32.const 48)))
                (br_if $stop (i32.or (i32.gt_u (local.get $seconds) (i32.const 5)) (i32.gt_u (local.get $ones) (i32.const 9))))
                (local.set $seconds (i32.add (i32.mul (local.get $seconds) (i32.const 10)) (local.get $ones)))))))
        ;; Digits where digits belong, and what stands between them.
        (br_if $stop (i32.ne (local.get $need) (i32.and (local.get $need) (i32.or
          (i32.and (i32.const 0xDB6F) (i8x16.bitmask (i8x16.lt_u (i8x16.sub (local.get $v) (i8x16.splat (i32.const 48))) (i8x16.splat (i32.const 10)))))
          (i32.and (i32.const 0x2490) (i8x16.bitmask (v128.or
            (i8x16.eq (local.get $v) (v128.const i8x16 0 0 0 0 45 0 0 45 0 0 32 0 0 58 0 0))
            (i8x16.eq (local.get $v) (v128.const i8x16 0 0 0 0 45 0 0 45 0 0 84 0 0 58 0 0)))))))))
        ;; Tens and ones side by side: century, year, month, day, hour and minute are pairs.
        (local.set $d (i8x16.shuffle 0 1 2 3 5 6 8 9 11 12 14 15 4 4 4 4 (local.get $d) (local.get $d)))
        (local.set $d (i16x8.add
          (i16x8.mul (v128.and (local.get $d) (i16x8.splat (i32.const 255))) (i16x8.splat (i32.const 10)))
          (i16x8.shr_u (local.get $d) (i32.const 8))))
        (local.set $month (i32.sub (i32.add (i32.mul (i16x8.extract_lane_u 0 (local.get $d)) (i32.const 100)) (i16x8.extract_lane_u 1 (local.get $d))) (i32.const ${FIRST_YEAR})))
        (br_if $stop (i32.ge_u (local.get $month) (i32.const ${YEARS})))
        (br_if $stop (i32.gt_u (i32.sub (i16x8.extract_lane_u 2 (local.get $d)) (i32.const 1)) (i32.const 11)))
        (local.set $month (i32.shl (i32.add (i32.mul (local.get $month) (i32.const 12)) (i32.sub (i16x8.extract_lane_u 2 (local.get $d)) (i32.const 1))) (i32.const 2)))
        (br_if $stop (i32.ge_u (i32.sub (i16x8.extract_lane_u 3 (local.get $d)) (i32.const 1))
          (i32.sub (i32.load offset=${MONTHS_AT + 4} (local.get $month)) (i32.load offset=${MONTHS_AT} (local.get $month)))))
        (br_if $stop (i32.gt_u (i16x8.extract_lane_u 4 (local.get $d)) (i32.const 23)))
        (br_if $stop (i32.gt_u (i16x8.extract_lane_u 5 (local.get $d)) (i32.const 59)))
        (local.set $minutes (i32.add
          (i32.mul (i32.add (i32.load offset=${MONTHS_AT} (local.get $month)) (i16x8.extract_lane_u 3 (local.get $d))) (i32.const 1440))
          (i32.add (i32.mul (i16x8.extract_lane_u 4 (local.get $d)) (i32.const 60)) (i16x8.extract_lane_u 5 (local.get $d)))))
        (f64.store offset=${VALUES_AT} ${VALUE} (f64.add
          (f64.mul (f64.convert_i32_s (local.get $minutes)) (f64.const 60000))
          (f64.convert_i32_s (i32.mul (local.get $seconds) (i32.const 1000)))))${NEXT}))
    (local.get $row))

  ;; Codes of texts that the table has; nothing has the code \`empty\`.
  (func (export "codes") ${PARAMS} (param $table i32) (param $empty i32) (result i32)
    (local $start i32) (local $end i32) (local $size i32) (local $slot i32) (local $entry i32) (local $code i32) (local $v v128)
    (block $stop
      (loop $records ${FIELD}
        (local.set $size (i32.sub (local.get $end) (local.get $start)))
        (local.set $code (i32.add (local.get $empty) (i32.const 1)))
        (if (i32.gt_s (local.get $size) (i32.const 0))
          (then
            (br_if $stop (i32.gt_s (local.get $size) (i32.const 16)))
            ${SLOT_OF_TEXT}
            (loop $probe
              ${ENTRY}
              (local.set $code (i32.load offset=16 (local.get $entry)))
              (br_if $stop (i32.eqz (local.get $code)))
              (if (i32.or (i32.ne (i32.load offset=20 (local.get $entry)) (local.get $size)) (v128.any_true (v128.xor (local.get $v) (v128.load (local.get $entry)))))
                (then
                  ${NEXT_SLOT}
                  (br $probe))))))
        (i32.store offset=${VALUES_AT} (i32.shl (local.get $row) (i32.const 2)) (i32.sub (local.get $code) (i32.const 1)))${NEXT}))
    (local.get $row))

  ;; Keeps the code of a text of 1 to 16 bytes, for which there is room.
  (func (export "keep") (param $table i32) (param $start i32) (param $size i32) (param $code i32)
    (local $slot i32) (local $entry i32) (local $v v128)
    ${SLOT_OF_TEXT}
    (loop $probe
      ${ENTRY}
      (if (i32.load offset=16 (local.get $entry))
        (then
          ${NEXT_SLOT}
          (br $probe))))
    (v128.store (local.get $entry) (local.get $v))
    (i32.store offset=16 (local.get $entry) (i32.add (local.get $code) (i32.const 1)))
    (i32.store offset=20 (local.get $entry) (local.get $size))))`;
