/** The Dask side: one Python process that does the twin of each workload when told to, and answers in JSON lines. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import type { Timed } from "./measure.ts";
import type { Scene } from "./workload.ts";

/** A Python that can import Dask: `BASK_PYTHON`, else what `PATH` has. */
export function findPython(): { path: string; version: string } | undefined {
  for (const path of [process.env.BASK_PYTHON, "python3", "python"]) {
    if (path === undefined || path === "") continue;
    const { status, stdout } = spawnSync(path, ["-c", "import dask, numpy, pandas; print(dask.__version__)"], { encoding: "utf8" });
    if (status === 0) return { path, version: stdout.trim() };
  }
  return undefined;
}

interface Answer {
  readonly seconds?: number;
  readonly value?: number;
  readonly error?: string;
}

export class DaskSide {
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  constructor(python: string, script: string, scene: Scene) {
    this.#child = spawn(python, [script, JSON.stringify(scene)], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout! }).on("line", line => this.#waiting.shift()?.(JSON.parse(line) as Answer));
    this.#child.once("exit", () => this.#waiting.splice(0).forEach(answer => answer({ error: "the Dask side ended" })));
  }
  /** undefined where there is no such work on the Dask side. */
  async work(name: string): Promise<Timed | undefined> {
    const { error } = await this.#ask({ prepare: name });
    if (error !== undefined) {
      console.log(`  Dask: ${error}`);
      return undefined;
    }
    return async () => {
      const { seconds, value, error: failed } = await this.#ask({ run: name });
      if (seconds === undefined || value === undefined) throw new Error(`Dask: ${failed ?? "no answer"}`);
      return { seconds, value };
    };
  }
  #ask(request: object): Promise<Answer> {
    return new Promise(resolve => {
      this.#waiting.push(resolve);
      this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }
  async close(): Promise<void> {
    const gone = new Promise(resolve => this.#child.once("exit", resolve));
    this.#child.stdin!.end();
    await gone;
  }
}
