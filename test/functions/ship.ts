/** A real worker thread that functions are sent to, and a way to have Node itself load a fixture. */

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { buildSync } from "esbuild";
import { withDependencies } from "../../runtime/functions/package.ts";
import { importFrom } from "../../runtime/functions/quietly.ts";
import { packageOf, refOf } from "../../runtime/functions/ref.ts";

const here = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

export const loadFixture = (name: string): Promise<object> => importFrom(here(name))(here(name));

export interface Answer {
  readonly name?: string;
  readonly value?: unknown;
  readonly error?: string;
  readonly stack?: string;
}

export interface Ship {
  call(f: Function, args: unknown[]): Promise<Answer>;
  close(): Promise<unknown>;
}

export function openShip(entry = "worker.ts", workerData: unknown = undefined): Ship {
  const outfile = join(mkdtempSync(join(tmpdir(), "bask-ship-")), "worker.mjs");
  const require = "import { createRequire as $r } from 'node:module'; const require = $r(import.meta.url);";
  buildSync({ entryPoints: [here(entry)], bundle: true, platform: "node", format: "esm", outfile, banner: { js: require }, logLevel: "error" });
  const worker = new Worker(outfile, { workerData });
  const waiting = new Map<number, (answer: Answer) => void>();
  let calls = 0;
  worker.on("message", (answer: Answer & { call: number }) => waiting.get(answer.call)!(answer));
  return {
    call: (f, args) =>
      new Promise(resolve => {
        const call = ++calls;
        waiting.set(call, resolve);
        const { id } = refOf(f);
        worker.postMessage({ packages: withDependencies(id, packageOf), id, args, call });
      }),
    close: () => worker.terminate(),
  };
}

/** What the function gives here, generators as lists. */
export async function direct(f: Function, args: unknown[]): Promise<unknown> {
  const made: unknown = await Reflect.apply(f, undefined, args);
  if (typeof made !== "object" || made === null || Array.isArray(made) || !(Symbol.iterator in made || Symbol.asyncIterator in made)) return made;
  const items: unknown[] = [];
  for await (const item of made as AsyncIterable<unknown>) items.push(item);
  return items;
}
