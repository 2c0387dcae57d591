/** The errors a user sees: one base class, one `code` a class, facts as fields. */

export type ErrorCode =
  | "SHAPE"
  | "INDEX"
  | "DTYPE"
  | "COLUMN"
  | "SCHEMA"
  | "DIVISIONS"
  | "UNKNOWN_SIZE"
  | "LAZY_VALUE"
  | "CAPTURE"
  | "TASK"
  | "KILLED_WORKER"
  | "MEMORY"
  | "TIMEOUT"
  | "CANCELLED"
  | "NOT_SUPPORTED"
  | "FILE";

/** A place in a source file; lines and columns count from 1, as in a stack trace. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The form in which an error crosses a thread or process: plain data. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: ErrorCode | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorData | undefined;
}

/** Where the user's call stands that is being made; set where building meets running. */
let placeOf: () => Place | undefined = () => undefined;
export function setErrorPlace(next: () => Place | undefined): void {
  placeOf = next;
}
/** Errors of a run: their place is that of the expression, not of the call that waits. */
const OF_A_RUN: ReadonlySet<ErrorCode> = new Set(["TASK", "KILLED_WORKER", "MEMORY"]);

export class BaskError extends Error {
  readonly code: ErrorCode;
  /** The call in the user's source that made the failing expression. */
  at: Place | undefined;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions & { at?: Place | undefined }) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.at = options?.at ?? (OF_A_RUN.has(code) ? undefined : placeOf());
  }
}

export class ShapeError extends BaskError {
  readonly expected: readonly (number | string)[];
  readonly got: readonly number[];
  constructor(message: string, expected: readonly (number | string)[], got: readonly number[]) {
    super("SHAPE", message);
    this.expected = expected;
    this.got = got;
  }
}

export class IndexError extends BaskError {
  constructor(message: string) {
    super("INDEX", message);
  }
}

export class DTypeError extends BaskError {
  constructor(message: string) {
    super("DTYPE", message);
  }
}

export class ColumnError extends BaskError {
  readonly column: string;
  readonly columns: readonly string[];
  readonly closest: string | undefined;
  constructor(column: string, columns: readonly string[], where = "the frame") {
    const closest = closestName(column, columns);
    const hint = closest === undefined ? "" : ` Did you mean "${closest}"?`;
    super("COLUMN", `no column "${column}" in ${where}: it has ${columns.map(c => `"${c}"`).join(", ") || "none"}.${hint}`);
    this.column = column;
    this.columns = columns;
    this.closest = closest;
  }
}

export interface Mismatch {
  readonly column: string;
  readonly found: string;
  readonly expected: string;
  readonly example: string;
}

/** Data that does not have the types it was said or seen to have; `fix` is the `dtype` option that would accept it. */
export class SchemaError extends BaskError {
  readonly mismatches: readonly Mismatch[];
  readonly fix: Readonly<Record<string, string>>;
  constructor(message: string, mismatches: readonly Mismatch[], fix: Readonly<Record<string, string>>) {
    super("SCHEMA", message);
    this.mismatches = mismatches;
    this.fix = fix;
  }
}

export class UnknownSizeError extends BaskError {
  constructor(message: string) {
    super("UNKNOWN_SIZE", message);
  }
}

/** A function that cannot travel to a worker, because of one variable. */
export class CaptureError extends BaskError {
  readonly variable: string;
  readonly reason: string;
  constructor(variable: string, reason: string, at?: Place) {
    super("CAPTURE", `"${variable}" cannot travel to a worker: ${reason}${at ? ` (${at.file}:${at.line}:${at.column})` : ""}`, { at });
    this.variable = variable;
    this.reason = reason;
  }
}

/** A task that failed: the user's own error is `cause`. */
export class TaskError extends BaskError {
  readonly key: string;
  readonly block: readonly number[] | undefined;
  readonly inputs: readonly string[];
  constructor(key: string, block: readonly number[] | undefined, inputs: readonly string[], cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super("TASK", `${reason}\n  in task ${key}${inputs.length > 0 ? ` of ${inputs.join(", ")}` : ""}`, { cause });
    this.key = key;
    this.block = block;
    this.inputs = inputs;
  }
}

export class KilledWorkerError extends BaskError {
  readonly key: string;
  readonly deaths: number;
  constructor(key: string, deaths: number, message = `the worker that ran ${key} stopped ${deaths} times`) {
    super("KILLED_WORKER", message);
    this.key = key;
    this.deaths = deaths;
  }
}

export class LazyValueError extends BaskError {
  constructor(message: string) {
    super("LAZY_VALUE", message);
  }
}

export class MemoryError extends BaskError {
  constructor(message: string) {
    super("MEMORY", message);
  }
}

export class FileError extends BaskError {
  readonly path: string;
  constructor(message: string, path: string, options?: ErrorOptions) {
    super("FILE", message, options);
    this.path = path;
  }
}

/** What is to be written is there already. */
export class PathTakenError extends FileError {}

export class NotSupportedError extends BaskError {
  constructor(message: string) {
    super("NOT_SUPPORTED", message);
  }
}

/** The name of `names` nearest to `name` by edit distance, if it is near enough to be a slip. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const distance = candidate.toLowerCase() === name.toLowerCase() ? 0 : editDistance(name, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}

const CLASSES: Readonly<Record<string, { readonly prototype: object }>> = {
  BaskError,
  ShapeError,
  IndexError,
  DTypeError,
  ColumnError,
  SchemaError,
  UnknownSizeError,
  CaptureError,
  TaskError,
  KilledWorkerError,
  LazyValueError,
  MemoryError,
  FileError,
  NotSupportedError,
  TypeError,
  RangeError,
  SyntaxError,
  ReferenceError,
  Error,
};

/** An error as plain data; anything thrown that is no error becomes one. */
export function errorToData(error: unknown): ErrorData {
  if (!(error instanceof Error) && !isErrorLike(error)) return { name: "Error", message: String(error), fields: {} };
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) {
    if (key === "code" || key === "name" || key === "cause" || typeof value === "function" || typeof value === "symbol") continue;
    fields[key] = value instanceof Error ? errorToData(value) : plain(value);
  }
  const cause = (error as Error).cause;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: (error as BaskError).code,
    fields,
    ...(cause === undefined ? {} : { cause: errorToData(cause) }),
  };
}

/** The error that `errorToData` took apart, of the same class where that is one of ours or JavaScript's. */
export function errorFromData(data: ErrorData): Error {
  const found = CLASSES[data.name];
  const error = Object.create(found?.prototype ?? Error.prototype) as Error & Record<string, unknown>;
  const define = (key: string, value: unknown) => Object.defineProperty(error, key, { value, enumerable: false, writable: true, configurable: true });
  define("name", data.name);
  define("message", data.message);
  define("stack", data.stack ?? `${data.name}: ${data.message}`);
  if (data.code !== undefined) define("code", data.code);
  if (data.cause !== undefined) define("cause", errorFromData(data.cause));
  for (const [key, value] of Object.entries(data.fields)) error[key] = value;
  return error;
}

function isErrorLike(value: unknown): value is Error {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value;
}

function plain(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}
