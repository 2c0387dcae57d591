/** A drawn graph: Graphviz for the picture, DOT and JSON as they are. */

import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { GraphView } from "../../protocol/graph.ts";
import type { Picture } from "../expr/environment.ts";
import type { Expr } from "../expr/expr.ts";
import { lower } from "../lower/lower.ts";
import { optimize } from "../optimize/index.ts";
import { dot, type DotOptions } from "../view/dot.ts";
import { graphView } from "../view/graph-view.ts";
import { taskView } from "../view/task-view.ts";

const FORMATS = ["svg", "dot", "json"] as const;
type Format = (typeof FORMATS)[number];

export async function picture(exprs: readonly Expr[], options: Record<string, unknown>): Promise<Picture> {
  const { filename, level = "collections", optimizeGraph = false } = options as { filename?: string; level?: string; optimizeGraph?: boolean };
  const view =
    level === "tasks"
      ? taskView(lower(optimizeGraph ? optimize(exprs) : exprs).graph)
      : graphView(
          exprs.map(node => ({ expr: node })),
          { optimized: optimizeGraph },
        );
  const drawn = pictureOf(view, options as DotOptions);
  if (filename !== undefined) await drawn.save(filename);
  return drawn;
}

export function pictureOf(view: GraphView, options: DotOptions = {}): Picture & { readonly view: GraphView } {
  const text = async (format: Format): Promise<string> => {
    if (format === "json") return `${JSON.stringify(view, undefined, 1)}\n`;
    const source = dot(view, options.rankdir === undefined ? {} : { rankdir: options.rankdir });
    if (format === "dot") return source;
    const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
    return (await Graphviz.load()).layout(source, "svg", "dot");
  };
  return {
    view,
    toSvg: () => text("svg"),
    /** The format is the extension's: .svg, .dot or .json. */
    async save(file: string) {
      const format = path.extname(file).slice(1) as Format;
      if (!FORMATS.includes(format)) throw new TypeError(`visualize: expected a file name that ends in .svg, .dot or .json, got "${file}"`);
      const temporary = `${file}.tmp-${process.pid}`;
      try {
        await writeFile(temporary, await text(format));
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}
