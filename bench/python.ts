/** The Python side: one process that does the twin of each workload when told to, with Dask or another library, and answers in JSON lines. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Timed } from "./measure.ts";
import type { Scene } from "./workload.ts";

/** Libraries that Bask is held against. All but Dask are asked only for the workloads they have. */
export const PEERS = ["dask", "numpy", "pandas", "duckdb", "polars"] as const;
export type Peer = (typeof PEERS)[number];

export interface Python {
  readonly path: string;
  /** Versions of what it has. */
  readonly peers: Partial<Record<Peer, string>>;
}

const WHAT_IT_HAS = `
import importlib, json
found = {}
for name in ${JSON.stringify(PEERS)}:
    try:
        found[name] = importlib.import_module(name).__version__
    except ImportError:
        pass
print(json.dumps(found))`;

/** A Python that can import Dask: `BASK_PYTHON`, else the one that `npm run bench:peers` made in `folder`, else what `PATH` has. */
export function findPython(folder: string): Python | undefined {
  const made = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  for (const path of [process.env.BASK_PYTHON, made, "python3", "python"]) {
    if (path === undefined || path === "") continue;
    const { status, stdout } = spawnSync(path, ["-c", WHAT_IT_HAS], { encoding: "utf8" });
    if (status !== 0) continue;
    const peers = JSON.parse(stdout) as Python["peers"];
    if (peers.dask !== undefined && peers.pandas !== undefined) return { path, peers };
  }
  return undefined;
}

interface Answer {
  readonly seconds?: number;
  readonly value?: number;
  readonly error?: string;
  readonly peers?: Peer[];
}

export class PythonSide {
  readonly #child: ChildProcess;
  readonly #waiting: ((answer: Answer) => void)[] = [];

  constructor(python: string, script: string, scene: Scene) {
    this.#child = spawn(python, [script, JSON.stringify(scene)], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout! }).on("line", line => this.#waiting.shift()?.(JSON.parse(line) as Answer));
    this.#child.once("exit", () => this.#waiting.splice(0).forEach(answer => answer({ error: "the Python side ended" })));
  }
  /** The libraries, of those given, that have a twin of the workload. */
  async peersOf(name: string, among: readonly Peer[]): Promise<Peer[]> {
    const { peers = [] } = await this.#ask({ peers: name });
    return among.filter(peer => peers.includes(peer));
  }
  async work(name: string, peer: Peer): Promise<Timed> {
    const { error } = await this.#ask({ prepare: name, peer });
    if (error !== undefined) throw new Error(`${peer}: ${error}`);
    return async () => {
      const { seconds, value, error: failed } = await this.#ask({ run: name, peer });
      if (seconds === undefined || value === undefined) throw new Error(`${peer}: ${failed ?? "no answer"}`);
      return { seconds, value };
    };
  }
  /** Lets go of what the workloads hold. */
  async forget(): Promise<void> {
    await this.#ask({ forget: true });
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
