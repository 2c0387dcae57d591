import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TaskError } from "../../runtime/errors.ts";
import { createInlineEngine } from "../../runtime/executors/inline.ts";
import type { RunRequest } from "../../runtime/schedule/engine.ts";
import type { TaskEvent } from "../../protocol/profile.ts";
import { graphOf, mixReference } from "../support/graphs.ts";
import { TEST_KERNELS } from "../support/kernels.ts";
import { packageOf } from "../support/packages.ts";
import { randomDeps } from "../support/random-graphs.ts";

const engine = createInlineEngine({ kernels: TEST_KERNELS });
const request = (deps: readonly (readonly number[])[], outputs: readonly number[], kernel?: string, more: Partial<RunRequest> = {}): RunRequest => ({
  graph: graphOf(deps, kernel),
  outputs,
  functions: [],
  resources: new Map(),
  options: {},
  ...more,
});

describe("inline engine", () => {
  it("gives the values of plain recursion", async () => {
    await fc.assert(
      fc.asyncProperty(randomDeps(40), async deps => {
        const outputs = [deps.length - 1, 0];
        const { blocks } = await engine.run(request(deps, outputs));
        expect(blocks).toEqual(outputs.map(mixReference(deps)));
      }),
    );
  });

  it("waits where a kernel is asynchronous", async () => {
    const { blocks } = await engine.run(request([[], [0]], [1], "mixLater"));
    expect(blocks).toEqual([mixReference([[], [0]])(1)]);
  });

  it("reports each task, and leaves a profile", async () => {
    const events: TaskEvent[] = [];
    const { profile } = await engine.run(request([[], [0], [0]], [1, 2], "mix", { onEvents: batch => events.push(...batch) }));
    expect(events.map(e => `${e.type} ${e.task}`)).toEqual(["start 0", "end 0", "start 1", "end 1", "start 2", "end 2", "release 0"]);
    expect(profile).toMatchObject({ tasks: 3, workers: 1, error: null });
    expect(profile.layers[0]).toMatchObject({ done: 3, tasks: 3, bytes: 24 });
    expect(profile.criticalPath[0]!.key).toBe("t(0)");
  });

  it("names the task, the block and its inputs when a kernel throws", async () => {
    const error = await engine.run(request([[], [0]], [1], "fail")).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TaskError);
    expect(error).toMatchObject({ key: "t(0)", block: [0], inputs: [], cause: { message: "no such luck" } });
  });

  it("stops when the signal says so", async () => {
    const controller = new AbortController();
    const running = engine.run(
      request(
        Array.from({ length: 1000 }, () => []),
        Array.from({ length: 1000 }, (_, i) => i),
        "mixLater",
        { signal: controller.signal },
      ),
    );
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(running).rejects.toThrow("enough");
  });

  it("stops a promise that never settles", async () => {
    const controller = new AbortController();
    const running = engine.run(request([[]], [0], "never", { signal: controller.signal }));
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(running).rejects.toThrow("enough");
  });

  it("rebuilds functions and hands out resources", async () => {
    const graph = graphOf([[], []], "call", { params: { f: { kind: "function", id: "f1", name: "f", source: "() => 42", captured: [] } } });
    const { blocks } = await engine.run({ graph, outputs: [0], functions: [packageOf("f1", "() => 42")], resources: new Map(), options: {} });
    expect(blocks).toEqual([42]);
    const data = [1, 2, 3];
    const read = await engine.run({
      ...request([[]], [0], "resource"),
      graph: graphOf([[]], "resource", { params: { resource: "h" } }),
      resources: new Map([["h", data]]),
    });
    expect(read.blocks).toEqual([data]);
  });
});
