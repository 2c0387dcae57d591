/** Stable sorting of rows by whole 32-bit words, digit by digit from the last: no comparison, and digits that are the same in all rows cost nothing. */

/** `rows` in the order of `words[row]` as unsigned numbers; equal ones stay as they were. `rows` is used up. */
export function sortedByWord(words: Int32Array, rows: Int32Array): Int32Array {
  const { length } = rows;
  if (length < 2) return rows;
  const start = words[rows[0]!]!;
  let differing = 0;
  for (let k = 1; k < length; k++) differing |= words[rows[k]!]! ^ start;
  if (differing === 0) return rows;
  const bits = 32 - Math.clz32(differing);
  // Wide digits are for many rows: each has a counter.
  const widest = length > 1 << 15 ? 14 : length > 1 << 10 ? 11 : 8;
  const width = Math.ceil(bits / Math.ceil(bits / widest));
  let from = rows;
  let to: Int32Array = new Int32Array(length);
  const starts = new Int32Array(2 ** width);
  const mask = starts.length - 1;
  for (let shift = 0; shift < bits; shift += width) {
    if (((differing >>> shift) & mask) === 0) continue;
    starts.fill(0);
    for (let k = 0; k < length; k++) starts[(words[from[k]!]! >>> shift) & mask]!++;
    let sum = 0;
    for (let digit = 0; digit <= mask; digit++) {
      const n = starts[digit]!;
      starts[digit] = sum;
      sum += n;
    }
    for (let k = 0; k < length; k++) {
      const row = from[k]!;
      to[starts[(words[row]! >>> shift) & mask]!++] = row;
    }
    [from, to] = [to, from];
  }
  return from;
}
