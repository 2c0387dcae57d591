/** Settings by dotted key. Each may come from the environment: `scheduler` from BASK_SCHEDULER, `num-workers` from BASK_NUM_WORKERS. */

import { DEFAULT_CHUNK_BYTES, setDefaultChunkBytes } from "../meta/auto-chunks.ts";
import { setRechunkThreshold } from "../meta/plan-rechunk.ts";

const values = new Map<string, unknown>();

export interface Restore {
  [Symbol.dispose](): void;
}

export const config = {
  get<T = unknown>(key: string, fallback?: T): T {
    const name = canonical(key);
    if (values.has(name)) return values.get(name) as T;
    const text = process.env[`${PREFIX}${name.replaceAll(".", "__").replaceAll("-", "_").toUpperCase()}`];
    return (text === undefined ? fallback : parse(text)) as T;
  },
  /** Global at once; disposing of the handle restores what was there. */
  set(next: Record<string, unknown>): Restore {
    const before = Object.keys(next).map(key => [canonical(key), values.has(canonical(key)), values.get(canonical(key))] as const);
    for (const [key, value] of Object.entries(next)) values.set(canonical(key), value);
    for (const [key] of before) apply(key);
    return {
      [Symbol.dispose]() {
        for (const [key, had, value] of before) {
          if (had) values.set(key, value);
          else values.delete(key);
          apply(key);
        }
      },
    };
  },
  /** What the environment sets, as groups of settings: two underscores go one group down. */
  collect(env: Readonly<Record<string, string | undefined>> = process.env): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (const [variable, text] of Object.entries(env)) {
      if (!variable.startsWith(PREFIX) || text === undefined) continue;
      const path = variable.slice(PREFIX.length).toLowerCase().replaceAll("_", "-").split("--");
      let group = found;
      for (const name of path.slice(0, -1)) group = (group[name] = isGroup(group[name]) ? group[name] : {}) as Record<string, unknown>;
      group[path.at(-1)!] = parse(text);
    }
    return found;
  },
};
const PREFIX = "BASK_";
const isGroup = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** What pure rooms are told, because they cannot ask. */
function apply(key: string): void {
  if (key === "array.chunk-size") setDefaultChunkBytes(config.get<number | string>(key, DEFAULT_CHUNK_BYTES));
  if (key === "linalg.blas") passOn("BASK_LINALG__BLAS", values.get(key));
  if (key === "array.rechunk.threshold") setRechunkThreshold(config.get<number>(key, 4));
}

/** What threads read when they start they get by the environment, which each of them takes along. */
function passOn(variable: string, value: unknown): void {
  if (!passed.has(variable)) passed.set(variable, process.env[variable]);
  const text = value === undefined ? passed.get(variable) : String(value);
  if (text === undefined) delete process.env[variable];
  else process.env[variable] = text;
}
const passed = new Map<string, string | undefined>();

/** `numWorkers`, `num_workers` and `num-workers` are one key. */
const canonical = (key: string): string => key.replaceAll("_", "-").replace(/[A-Z]/g, c => `-${c.toLowerCase()}`);

function parse(text: string): unknown {
  if (/^(true|false|null|none)$/i.test(text)) return JSON.parse(text.toLowerCase().replace("none", "null"));
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
