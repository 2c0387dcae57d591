/** How variances are put together. */

/** Joins count, mean and squares of two sets (Chan, Golub and LeVeque 1979). */
export function mergeMoments(into: Float64Array, other: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const [a, b] = [into[i]!, other[i]!];
    const count = a + b;
    if (b === 0) continue;
    if (a === 0) {
      for (let k = 0; k < 3; k++) into[k * n + i] = other[k * n + i]!;
      continue;
    }
    const delta = other[n + i]! - into[n + i]!;
    into[2 * n + i] = into[2 * n + i]! + other[2 * n + i]! + (delta * delta * a * b) / count;
    into[n + i] = into[n + i]! + (delta * b) / count;
    into[i] = count;
  }
}
