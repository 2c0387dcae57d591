/** Where boxes and edges stand: made in a worker by Graphviz within a deadline, else by the linear layout. */
import type { GraphEdge } from "../../../protocol/graph.ts";
import { layoutDot } from "./dot.ts";
import { linear } from "./linear.ts";
import { parsePlain } from "./plain.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}
export interface Route {
  readonly from: number;
  readonly to: number;
  /** A cubic spline: a start, then three points a piece. */
  readonly points: readonly (readonly [number, number])[];
}
export interface Layout extends Size {
  readonly boxes: readonly Box[];
  readonly routes: readonly Route[];
  readonly by: "graphviz" | "linear";
}
export interface Sketch {
  readonly sizes: readonly Size[];
  readonly edges: readonly GraphEdge[];
  readonly rightwards: boolean;
}

/** Beyond this Graphviz takes seconds: not worth the wait for the deadline. */
const GRAPHVIZ_NODES = 700;

interface Answer {
  readonly id: number;
  readonly plain?: string;
  readonly problem?: string;
}

export class Layouter {
  #worker: Promise<Worker> | undefined;
  #id = 0;
  readonly #source: string;
  readonly #report: (error: unknown) => void;

  constructor(source: string, report: (error: unknown) => void) {
    this.#source = source;
    this.#report = report;
  }

  /** Never fails: what Graphviz cannot do in time, the linear layout does. */
  async place(sketch: Sketch, deadline: number): Promise<Layout> {
    if (deadline <= 0 || sketch.sizes.length > GRAPHVIZ_NODES || sketch.sizes.length === 0) return linear(sketch);
    try {
      const plain = await this.#ask(layoutDot(sketch), deadline);
      return plain === undefined ? linear(sketch) : parsePlain(plain, sketch.sizes.length);
    } catch (error) {
      this.#report(error);
      return linear(sketch);
    }
  }

  /** Undefined where the deadline passed: the worker is ended, and the next request starts another. */
  async #ask(dot: string, deadline: number): Promise<string | undefined> {
    const first = this.#worker === undefined;
    const starting = (this.#worker ??= this.#start());
    const worker = await starting.catch(error => {
      this.#worker = undefined;
      throw error;
    });
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const done = (act: () => void) => {
        clearTimeout(timer);
        worker.removeEventListener("message", hear);
        act();
      };
      const hear = ({ data }: MessageEvent<Answer>) => {
        if (data.id !== id) return;
        done(() => (data.problem === undefined ? resolve(data.plain) : reject(new Error(data.problem))));
      };
      // The first request also pays for compiling Graphviz.
      const timer = setTimeout(
        () =>
          done(() => {
            worker.terminate();
            this.#worker = undefined;
            resolve(undefined);
          }),
        first ? deadline * 2 : deadline,
      );
      worker.addEventListener("message", hear);
      worker.postMessage({ id, dot });
    });
  }

  /** A worker may not be loaded from the webview's own address: its text is fetched and started from a blob. */
  async #start(): Promise<Worker> {
    const response = await fetch(this.#source);
    if (!response.ok) throw new Error(`The layout worker is missing: ${response.status} for ${this.#source}`);
    const url = URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
    return new Worker(url);
  }
}
