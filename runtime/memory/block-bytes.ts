/** About how many bytes a block holds: exact for typed data, a guess from a sample for JavaScript values. */

const SAMPLE = 32;

export function blockBytes(value: unknown, depth = 6): number {
  switch (typeof value) {
    case "number":
      return 8;
    case "string":
      return 16 + value.length;
    case "bigint":
      return 24;
    case "object":
      break;
    default:
      return 8;
  }
  if (value === null) return 8;
  // A block that knows its own size: a table, a column, an ArrayBuffer.
  const own = (value as { byteLength?: unknown }).byteLength;
  if (typeof own === "number") return own;
  if (depth === 0) return 16;
  if (Array.isArray(value)) return 16 + spread(value.length, i => blockBytes(value[i], depth - 1));
  if (value instanceof Map) return 64 + (value.size === 0 ? 0 : value.size * entryBytes(value, depth));
  if (value instanceof Set) return 64 + value.size * 32;
  let sum = 24;
  for (const key in value) sum += blockBytes((value as Record<string, unknown>)[key], depth - 1);
  return sum;
}

/** The sum over a few elements at even distances, scaled to all. */
function spread(length: number, bytesAt: (i: number) => number): number {
  const taken = Math.min(length, SAMPLE);
  let sum = 0;
  for (let i = 0; i < taken; i++) sum += bytesAt(Math.floor((i * length) / taken));
  return taken === 0 ? 0 : Math.round((sum / taken) * length);
}

function entryBytes(map: Map<unknown, unknown>, depth: number): number {
  for (const [key, value] of map) return 32 + blockBytes(key, depth - 1) + blockBytes(value, depth - 1);
  return 0;
}
