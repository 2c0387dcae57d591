/** Helper calls about delayed values, bags and keys. */

import { compute, config, delayed, isBaskCollection, tokenize } from "../../../runtime/index.ts";
import type { Helper, Lazy } from "./helper.ts";
import { Unsupported } from "../values.ts";

type Call = (...args: unknown[]) => Lazy;
const call = (f: unknown, options: object = {}): Call => delayed(f, options) as Call;

export const DELAYED_HELPERS: Readonly<Record<string, Helper>> = {
  "conf.delayed_values": async (bag: { toDelayed(): Lazy[] }) => Promise.all(bag.toDelayed().map(part => part.compute())),
  "conf.sorted_groups": async (bag: Lazy) => {
    const groups = (await bag.compute()) as [unknown, unknown[]][];
    return groups.map(([key, values]) => [key, [...values].sort(ascending)]).sort(([a], [b]) => ascending(a, b));
  },
  "conf.unpack2": async (x: Lazy) => {
    const [a, b] = call((value: number) => [value, value + 1], { nout: 2 })(x) as unknown as [Lazy, Lazy];
    return compute(a, b);
  },
  "conf.pure_dedup": async () => {
    const calls = { inc: 0 };
    const inc = call((x: number) => ((calls.inc += 1), x + 1), { pure: true });
    await compute(inc(1), inc(1), inc(2));
    return calls;
  },
  "conf.compute_nested": async (a: Lazy, b: Lazy) => compute({ x: a, y: [b, 10] }, a, 7),
  "conf.still_delayed": (x: unknown) => isBaskCollection(x),
  "conf.iterate": (x: Iterable<unknown>) => [...x],
  "conf.same_name": (x: Lazy, y: Lazy) => ({ same_name: x.name === y.name }),
  "conf.token_equal": (pairs: readonly (readonly [unknown, unknown])[]) => pairs.map(([a, b]) => tokenize(a) === tokenize(b)),
  /** The environment's settings; keys of both libraries are the same but for the dash. */
  "conf.config_env": (env: Record<string, string>) => {
    const own = Object.fromEntries(Object.entries(env).map(([name, text]) => [name.replace(/^DASK_/, "BASK_"), text]));
    return JSON.parse(
      JSON.stringify(config.collect(own), (_key, value) =>
        isPlain(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k.replaceAll("-", "_"), v])) : value,
      ),
    );
  },
  /** Settings by dotted key, after some were given nested and others by key. */
  "conf.config_get": (given: Record<string, unknown>, more: readonly (readonly [string, unknown])[] | string, ...rest: string[]) => {
    const key = typeof more === "string" ? more : rest[0]!;
    const restores = [config.set(dotted(given)), ...(typeof more === "string" ? [] : more.map(([name, value]) => config.set({ [name]: value })))];
    try {
      const found = config.get<unknown>(key);
      if (found === undefined) throw new Unsupported("a setting that is a group of settings");
      return found;
    } finally {
      for (const restore of restores.reverse()) restore[Symbol.dispose]();
    }
  },
};

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const ascending = (a: unknown, b: unknown): number => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);

function dotted(given: Record<string, unknown>, under = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(dotted(value as Record<string, unknown>, `${under}${key}.`))
        : [[`${under}${key}`, value]],
    ),
  );
}
