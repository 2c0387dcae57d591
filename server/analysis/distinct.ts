/** About how many different values a column of a frame has: from a sample of its file, the dictionary in it, or what the expression that makes it can give. */

import type { Expr } from "../../runtime/expr/expr.ts";
import type { Host } from "../../runtime/expr/host.ts";
import { readFooter } from "../../runtime/io/parquet/footer.ts";
import { readPageHeader } from "../../runtime/io/parquet/page-header.ts";
import { children, type ColumnExpr } from "../../runtime/lambda/column-expr.ts";
import { FileError } from "../../runtime/errors.ts";
import { safely } from "./facts.ts";

/** One operation, alone or as a step of a fused one. */
export interface Step {
  readonly op: string;
  readonly params: Readonly<Record<string, unknown>>;
}
interface Part {
  readonly path: string;
  readonly start?: number;
  readonly groups?: readonly number[];
  readonly fileSize?: number;
}
interface Source {
  readonly parts: readonly Part[];
  readonly separator?: string;
  readonly schema: readonly { readonly name: string; readonly from?: readonly number[]; readonly leaf?: string | null }[];
}

/** The steps of a node, first to last. */
export const stepsOf = (node: Expr): readonly Step[] => (node.op === "fused" ? (node.params["steps"] as readonly Step[]) : [node]);

/** Null where nobody can tell. `before` leaves out steps at the end of the node. */
export function distinctValues(node: Expr, column: string, before = 0): number | null {
  const steps = stepsOf(node);
  let name = column;
  for (let at = steps.length - 1 - before; at >= 0; at--) {
    const step = steps[at]!;
    if (step.op === "readCsv" || step.op === "readParquet") return inFile(node, step, name);
    const made = assigned(step, name);
    if (made === undefined) continue;
    if (typeof made === "number") return made;
    if (made === null) return null;
    name = made;
  }
  for (const input of node.inputs) {
    const found = distinctValues(input, name);
    if (found !== null) return found;
  }
  return null;
}

/** Values that parts of a date can have. */
const PARTS: Readonly<Record<string, number>> = { getUTCHours: 24, getUTCMinutes: 60, getUTCSeconds: 60, getUTCMonth: 12, getUTCDate: 31, getUTCDay: 7 };

/** What an assignment makes of a column: how many values at most, or the one column it follows from; undefined where it leaves the column as it is. */
function assigned({ op, params }: Step, name: string): number | string | null | undefined {
  if (op !== "frame.assign.rows" && op !== "frame.assign") return undefined;
  const made = (params["columns"] as readonly { name: string; lambda?: { expr?: ColumnExpr; function?: { source?: string } } }[]).find(
    each => each.name === name,
  );
  if (made === undefined) return undefined;
  if (made.lambda === undefined) return null;
  const { expr, function: written } = made.lambda;
  if (expr?.kind === "method" && PARTS[expr.name] !== undefined) return PARTS[expr.name]!;
  if (expr?.kind === "binary" && /^[<>=!]/.test(expr.op) && !/^(<<|>>)/.test(expr.op)) return 2;
  const fields = expr === undefined ? fieldsOfText(written?.source ?? "") : fieldsOf(expr);
  return fields.size === 1 ? [...fields][0]! : null;
}

const fieldsOf = (expr: ColumnExpr, found = new Set<string>()): Set<string> => {
  if (expr.kind === "field") found.add(expr.name);
  for (const child of children(expr)) fieldsOf(child, found);
  return found;
};
/** The fields that a function of one row reads; none where it passes the row on. */
function fieldsOfText(source: string): Set<string> {
  const row = /^\s*\(?\s*(\w+)\s*\)?\s*=>/.exec(source)?.[1];
  if (row === undefined || /random|new Date\(\)|Date\.now/.test(source)) return new Set();
  const uses = [...source.matchAll(new RegExp(`(?<![\\w.])${row}\\b(?:\\.(\\w+))?`, "g"))].slice(1);
  return uses.some(use => use[1] === undefined) ? new Set() : new Set(uses.map(use => use[1]!));
}

const SAMPLE = 256 * 1024;
const counted = new Map<string, number | null>();
const MOST = 500;

function inFile(node: Expr, step: Step, name: string): number | null {
  const parts = step.params["parts"] ?? node.params["parts"];
  const source = { ...step.params, parts } as unknown as Source;
  const column = source.schema.find(each => each.name === name);
  if (!Array.isArray(parts) || parts.length === 0 || column === undefined) return null;
  const key = `${source.parts[0]!.path} ${String(step.params["stamp"] ?? node.params["stamp"])} ${name}`;
  let found = counted.get(key);
  if (found === undefined) {
    if (counted.size >= MOST) counted.clear();
    found = safely(() => (step.op === "readCsv" ? inCsv(source, column.from ?? []) : inParquet(source, column.leaf ?? null))) ?? null;
    counted.set(key, found);
  }
  return found;
}

/** Different texts of one field in a sample; as many as in proportion where most of them are seen once. */
function inCsv({ parts, separator = "," }: Source, [field, ...more]: readonly number[]): number | null {
  const [part] = parts;
  if (field === undefined || more.length > 0 || !/\.(csv|tsv|txt)$/i.test(part!.path)) return null;
  const lines = new TextDecoder()
    .decode(bytesAt(part!.path, part!.start ?? 0, SAMPLE))
    .split("\n")
    .slice(1, -1);
  const values = new Set<string>();
  const once = new Set<string>();
  for (const line of lines) {
    if (line.includes('"')) return null;
    const value = line.split(separator)[field] ?? "";
    if (values.has(value)) once.delete(value);
    else {
      values.add(value);
      once.add(value);
    }
  }
  if (lines.length === 0) return null;
  // Good and Turing: the share of rows whose value is new is that of the values seen once.
  const seen = 1 - once.size / lines.length;
  return seen < 0.5 ? Number.POSITIVE_INFINITY : Math.ceil(values.size / seen);
}

/** What the dictionary of the first row group holds. */
function inParquet({ parts }: Source, leaf: string | null): number | null {
  const [part] = parts;
  const size = part!.fileSize ?? sizeOf(part!.path);
  const footer = readFooter<undefined>(part!.path, size, (start, end) => bytesAt(part!.path, start, end - start));
  const meta = footer?.row_groups[part!.groups?.[0] ?? 0]?.columns.find(each => each.meta_data?.path_in_schema.join(".") === leaf)?.meta_data;
  if (meta === undefined) return null;
  // Some writers do not say where the dictionary is: it is the first page then.
  const header = readPageHeader(bytesAt(part!.path, Number(meta.dictionary_page_offset ?? meta.data_page_offset), 4096), { at: 0 });
  return header.type === "dictionary" ? header.values : null;
}

function sizeOf(path: string): number {
  const answer = host?.stat(path);
  if (answer?.state !== "known") throw new FileError("cannot be read here", path);
  return answer.value.size;
}
/** What a file holds there, through the eyes of the last evaluation: nothing in an untrusted workspace or outside of it. */
function bytesAt(path: string, start: number, length: number): Uint8Array {
  const answer = host?.read(path, start, start + length);
  if (answer?.state !== "known") throw new FileError("cannot be read here", path);
  return answer.value;
}

let host: Host | undefined;
export function sampleThrough(next: Host): void {
  host = next;
}
