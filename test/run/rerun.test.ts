import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { delayed as untyped } from "../../runtime/index.ts";
import { lower, references } from "../../runtime/lower/lower.ts";
import { packagesOf } from "../../runtime/run/functions.ts";
import { rerunLocally } from "../../runtime/run/rerun.ts";
import type { Engine, RunRequest } from "../../runtime/schedule/engine.ts";
import { processesEngine, threadsEngine } from "../support/engine.ts";

/** The sources have no types of faces. */
const delayed = untyped as unknown as (f: Function) => (...args: unknown[]) => { compute(options: object): Promise<unknown> };

let engines: Engine[];
beforeAll(async () => {
  engines = [await threadsEngine({}, "runtime/executors/worker-main.ts"), await processesEngine({ numWorkers: 1 }, "runtime/executors/process-main.ts")];
});
afterAll(() => Promise.all(engines.map(engine => engine.close())));

function requestOf(lazy: unknown): RunRequest {
  const root = exprOf(lazy as never);
  const { graph, roots } = lower([root]);
  const { functions, constants } = references([root]);
  const resources = new Map([...constants].map(([hash, constant]) => [hash, constant.value]));
  return { graph, outputs: [roots[0]!.first], functions: packagesOf([...functions.keys()]), resources, options: {} };
}
class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
  twice(): number {
    return this.x * 2;
  }
}
const make = (x: number) => new Point(x);

describe("a task that failed", () => {
  it("runs again in the caller's thread, on its real inputs", async () => {
    const seen: unknown[] = [];
    (globalThis as { seenHere?: unknown[] }).seenHere = seen;
    const fails = (values: number[], name: string) => {
      (globalThis as { seenHere?: unknown[] }).seenHere?.push([values, name]);
      throw new RangeError(`no ${name}`);
    };
    for (const engine of engines) {
      seen.length = 0;
      const request = requestOf(delayed(fails)(delayed((n: number) => [n, n + 1])(1) as never, "luck"));
      const error = await engine.run(request).catch((e: unknown) => e);
      const again = await rerunLocally(error, request, engine).catch((e: unknown) => e);
      expect(again).toBeInstanceOf(RangeError);
      expect(again).toMatchObject({ message: "no luck" });
      expect(seen).toEqual([[[1, 2], "luck"]]);
    }
  });

  it("gives its own error at once with the inline engine", async () => {
    const fails = (): never => {
      throw new RangeError("mine");
    };
    await expect(delayed(fails)().compute({ scheduler: "sync", rerunLocally: true })).rejects.toBeInstanceOf(RangeError);
    await expect(delayed(fails)().compute({ scheduler: "sync" })).rejects.toMatchObject({ code: "TASK" });
  });
});

describe("instances of the user's classes", () => {
  it("keep their class between workers and in results", async () => {
    for (const engine of engines) {
      const value = (await engine.run(requestOf(delayed(make)(4)))).blocks[0] as Point;
      expect(value).toBeInstanceOf(Point);
      expect(value.twice()).toBe(8);
      const [twice] = (await engine.run(requestOf(delayed((p: Point) => p.twice())(delayed(make)(3))))).blocks;
      expect(twice).toBe(6);
    }
  });
});
