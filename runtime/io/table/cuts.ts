/** Where rows sorted by label are cut into partitions: equal labels stay together. */

type Comparable = string | number | boolean;

export interface Cuts {
  /** The first row of every partition, and the number of rows. */
  readonly locations: readonly number[];
  /** The label at each location, the last label at the end. */
  readonly divisions: readonly Comparable[];
}

/** `npartitions` as even as labels allow, or steps of `chunksize` rows. A cut moves to the first row of its label; there may be fewer parts. */
export function sortedCuts(labels: readonly Comparable[], size: { readonly npartitions: number } | { readonly chunksize: number }): Cuts {
  const n = labels.length;
  const parts = "npartitions" in size ? Math.max(1, size.npartitions) : undefined;
  const step = parts === undefined ? (size as { chunksize: number }).chunksize : Math.floor(n / parts);
  const wanted = (part: number): number => Math.max(1, step + (parts !== undefined && part < n % parts ? 1 : 0));
  const locations = [0];
  const divisions = [labels[0]!];
  let drift = 0;
  for (let i = wanted(0); i < n;) {
    if (parts !== undefined && locations.length >= parts) break;
    let first = i;
    while (first > 0 && labels[first - 1] === labels[first]) first--;
    if (first <= locations.at(-1)!) {
      const label = labels[i];
      while (i < n && labels[i] === label) i++;
      if (i >= n) break;
      first = i;
    }
    if (parts !== undefined) drift += first - locations.at(-1)! - wanted(locations.length - 1);
    locations.push(first);
    divisions.push(labels[first]!);
    i = first + Math.max(1, wanted(locations.length - 1) - drift);
  }
  return { locations: [...locations, n], divisions: [...divisions, labels[n - 1]!] };
}

/** Even pieces in the order of the rows, whatever the labels. */
export function plainCuts(n: number, size: { readonly npartitions: number } | { readonly chunksize: number }): number[] {
  const step = Math.max(1, "npartitions" in size ? Math.ceil(n / Math.max(1, size.npartitions)) : size.chunksize);
  const locations: number[] = [];
  for (let at = 0; at < n; at += step) locations.push(at);
  return [...locations, n];
}
