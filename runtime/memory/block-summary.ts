/** A block in a few words, for errors: `float64 (1000, 1000)`, `table 8,000 × 5`, `list of 12`. By shape alone, so that any class of block will do. */

export function blockSummary(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return value.length <= 40 ? JSON.stringify(value) : `text of ${value.length} characters`;
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object") return `${typeof value} ${String(value)}`;
  if (Array.isArray(value)) return `list of ${value.length}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${"length" in value ? String(value.length) : value.byteLength}`;
  const facts = value as { dtype?: unknown; shape?: unknown; length?: unknown; columns?: unknown };
  if (typeof facts.dtype === "string" && Array.isArray(facts.shape)) return `${facts.dtype} (${facts.shape.join(", ")})`;
  if (Array.isArray(facts.columns) && typeof facts.length === "number") return `table ${facts.length} × ${facts.columns.length}`;
  if (typeof facts.dtype === "string" && typeof facts.length === "number") return `column ${facts.dtype} of ${facts.length}`;
  return value.constructor === Object || value.constructor === undefined ? "object" : value.constructor.name;
}
