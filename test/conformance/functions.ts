/** The catalogue functions of the cases. They use `nd` (functions of blocks), `DataFrame` and `sum` as globals, so that nothing has to be captured. */

import { installFrameMethods } from "./frames.ts";
import { nd } from "./nd.ts";
import { table } from "../../runtime/values/make-table.ts";

/** How often each function of the catalogue is called. */
export class CallCounts {
  #counts: Record<string, number> = {};
  note(name: string): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + 1;
  }
  async during(work: () => Promise<unknown>): Promise<Record<string, number>> {
    this.#counts = {};
    await work();
    return this.#counts;
  }
}

/** The same functions, each call of which is noted. They run in this thread. */
export function counted(functionNamed: (name: string) => unknown, counts: CallCounts): (name: string) => unknown {
  Object.assign(globalThis, { noteCall: (name: string, f: (...args: unknown[]) => unknown, args: unknown[]) => (counts.note(name), f(...args)) });
  return name => named(name, `(...args) => noteCall("${name}", ${String(functionNamed(name))}, args)`);
}

export function installFunctions(catalogue: Readonly<Record<string, { readonly js: string }>>): (name: string) => unknown {
  installFrameMethods();
  Object.assign(globalThis, {
    nd,
    DataFrame: { from: (columns: Record<string, unknown[]>) => table(columns) },
    sum: (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0),
    zip: (...lists: Iterable<unknown>[]) => {
      const [first = [], ...rest] = lists.map(list => [...list]);
      return first.map((value, i) => [value, ...rest.map(list => list[i])]);
    },
  });
  const made = new Map<string, unknown>();
  return name => {
    const entry = catalogue[name];
    if (entry === undefined) throw new RangeError(`no catalogue function ${name}`);
    if (!made.has(name)) made.set(name, named(name, entry.js));
    return made.get(name);
  };
}

function named(name: string, js: string): unknown {
  // What a function is told of its block has other names here: `index` and `location`.
  const text = js
    .replace(/\s\/\/.*$/, "")
    .replace("{blockId}", "{ index: blockId }")
    .replace("{blockInfo}", "{ location }")
    .replace("blockInfo[0].arrayLocation", "location");
  const make = new Function(`const ${name}_ = (${text});\nreturn ${name}_;`) as () => object;
  return Object.defineProperty(make(), "name", { value: name });
}
