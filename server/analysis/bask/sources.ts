/**
 * Sources of data are remembered between evaluations: `readCsv` looks at a quarter of a megabyte, and a text is evaluated at every edit. A remembered one
 * holds as long as every question it asked about files has the same answer.
 */

import type { LazyBase } from "../../../runtime/collections/lazy.ts";
import { environment } from "../../../runtime/expr/environment.ts";
import { Expr } from "../../../runtime/expr/expr.ts";
import type { Host } from "../../../runtime/expr/host.ts";
import { exprOf, isLazy, isPlainObject, type Value } from "../evaluate/value.ts";

interface Question {
  readonly ask: "stat" | "list";
  readonly path: string;
  readonly answer: string;
}
interface Remembered {
  readonly questions: readonly Question[];
  readonly value: LazyBase;
}

const MAX_REMEMBERED = 200;
const remembered = new Map<string, Remembered>();

/** A host that notes what is asked; contents count by the size and time of their file. */
export class NotingHost implements Host {
  readonly #host: Host;
  notes: Question[] | undefined;
  /** The files that were asked about since it was set, with what they are like. */
  seen: Map<string, string> | undefined;
  constructor(host: Host) {
    this.#host = host;
  }
  get cwd(): string {
    return this.#host.cwd;
  }
  stat(path: string) {
    const answer = this.#host.stat(path);
    this.seen?.set(`stat ${path}`, answer.state === "known" ? `${answer.value.size} ${answer.value.modified}` : answer.state);
    this.notes?.push({ ask: "stat", path, answer: JSON.stringify(answer) });
    return answer;
  }
  list(pattern: string) {
    const answer = this.#host.list(pattern);
    this.seen?.set(`list ${pattern}`, answer.state === "known" ? answer.value.join(",") : answer.state);
    this.notes?.push({ ask: "list", path: pattern, answer: JSON.stringify(answer) });
    return answer;
  }
  /** Are files still what they were seen to be? */
  stillSo(seen: ReadonlyMap<string, string>): boolean {
    const before = this.seen;
    this.seen = new Map();
    for (const key of seen.keys()) this[key.slice(0, 4) as "stat" | "list"](key.slice(5));
    const same = [...seen].every(([key, text]) => this.seen!.get(key) === text);
    this.seen = before;
    return same;
  }
  read(path: string, start: number, end: number) {
    if (this.notes !== undefined) this.stat(path);
    return this.#host.read(path, start, end);
  }
}

export const isSource = (name: string): boolean => /^read[A-Z]/.test(name) || /^from(Zarr|Hdf5|Npy|NpyStack|Raw)$/.test(name);

/** The value that the same call gave before, at the present site, or what `call` gives now. */
export function rememberedSource(host: NotingHost, name: string, args: readonly Value[], call: () => Value): Value {
  const key = keyOf(host, name, args);
  if (key === undefined) return call();
  const known = remembered.get(key);
  if (known !== undefined && known.questions.every(({ ask, path, answer }) => JSON.stringify(host[ask](path)) === answer)) return here(known.value);
  host.notes = [];
  try {
    const value = call();
    if (isLazy(value)) {
      if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!);
      remembered.set(key, { questions: host.notes, value: value as unknown as LazyBase });
    }
    return value;
  } finally {
    host.notes = undefined;
  }
}

function here(value: LazyBase): LazyBase {
  const { op, inputs, params, meta } = exprOf(value);
  const site = environment().site();
  return new (value.constructor as new (node: Expr) => LazyBase)(new Expr(op, inputs, params, meta, site === undefined ? [] : [site]));
}

function keyOf(host: Host, name: string, args: readonly Value[]): string | undefined {
  let plain = true;
  const visit = (value: Value): void => {
    if (typeof value === "object" && value !== null) {
      if (Array.isArray(value)) value.forEach(visit);
      else if (isPlainObject(value)) Object.values(value).forEach(visit);
      else plain = false;
    } else if (typeof value === "function" || typeof value === "symbol" || typeof value === "bigint") plain = false;
  };
  args.forEach(visit);
  return plain ? JSON.stringify([host.cwd, name, args]) : undefined;
}
