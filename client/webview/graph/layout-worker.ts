/** Graphviz, off the page's thread: DOT in, positions as plain text out. */
import { Graphviz } from "@hpcc-js/wasm-graphviz";

const loading = Graphviz.load();

addEventListener("message", async ({ data }: MessageEvent<{ id: number; dot: string }>) => {
  try {
    const graphviz = await loading;
    postMessage({ id: data.id, plain: graphviz.layout(data.dot, "plain", "dot") });
  } catch (error) {
    postMessage({ id: data.id, problem: error instanceof Error ? error.message : String(error) });
  }
});
