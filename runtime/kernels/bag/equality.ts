/** When two values of a bag are the same key: primitives by value, dates by time, anything else by its JSON text. */

export function keyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return `date:${+value}`;
  return `json:${JSON.stringify(value, (_key, inner: unknown) => (typeof inner === "bigint" ? `${inner}n` : inner))}`;
}

/** A map by `keyOf` that remembers the first value of each key, in order of arrival. */
export class KeyedMap<V> {
  readonly #entries = new Map<unknown, [key: unknown, value: V]>();
  get(key: unknown): V | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }
  has(key: unknown): boolean {
    return this.#entries.has(keyOf(key));
  }
  set(key: unknown, value: V): void {
    const at = keyOf(key);
    const entry = this.#entries.get(at);
    if (entry === undefined) this.#entries.set(at, [key, value]);
    else entry[1] = value;
  }
  entries(): [key: unknown, value: V][] {
    return [...this.#entries.values()];
  }
}
