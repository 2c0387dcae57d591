/** Where the lines of an older text stand in the present one. Pure. */

/** By line of `old`: its line in `now`, or -1. Equal lines at both ends stay; between, lines that are there once on each side are found, and gaps of equal length are taken line by line. */
export function linesNow(old: readonly string[], now: readonly string[]): Int32Array {
  const found = new Int32Array(old.length).fill(-1);
  match(old, now, 0, old.length, 0, now.length, found);
  return found;
}

function match(old: readonly string[], now: readonly string[], from: number, to: number, nowFrom: number, nowTo: number, found: Int32Array): void {
  while (from < to && nowFrom < nowTo && old[from] === now[nowFrom]) found[from++] = nowFrom++;
  while (from < to && nowFrom < nowTo && old[to - 1] === now[nowTo - 1]) found[--to] = --nowTo;
  if (from === to || nowFrom === nowTo) return;
  const anchors = rising(uniquePairs(old, now, from, to, nowFrom, nowTo));
  if (anchors.length === 0) {
    if (to - from === nowTo - nowFrom) for (let i = 0; i < to - from; i++) found[from + i] = nowFrom + i;
    return;
  }
  let [a, b] = [from, nowFrom];
  for (const [i, j] of [...anchors, [to, nowTo] as const]) {
    match(old, now, a, i, b, j, found);
    if (i < to) found[i] = j;
    [a, b] = [i + 1, j + 1];
  }
}

function uniquePairs(old: readonly string[], now: readonly string[], from: number, to: number, nowFrom: number, nowTo: number): (readonly [number, number])[] {
  const once = (lines: readonly string[], start: number, end: number) => {
    const at = new Map<string, number>();
    for (let i = start; i < end; i++) at.set(lines[i]!, at.has(lines[i]!) ? -1 : i);
    return at;
  };
  const there = once(now, nowFrom, nowTo);
  return [...once(old, from, to)].flatMap(([text, i]) => {
    const j = there.get(text) ?? -1;
    return i >= 0 && j >= 0 ? [[i, j] as const] : [];
  });
}

/** The longest part of pairs, which rise in their first number, that rises in the second too. */
function rising(pairs: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const tails: number[] = [];
  const before: number[] = [];
  pairs.forEach(([, j], k) => {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[tails[middle]!]![1] < j) low = middle + 1;
      else high = middle;
    }
    before[k] = low === 0 ? -1 : tails[low - 1]!;
    tails[low] = k;
  });
  const chain: (readonly [number, number])[] = [];
  for (let k = tails.at(-1) ?? -1; k >= 0; k = before[k]!) chain.push(pairs[k]!);
  return chain.toReversed();
}
