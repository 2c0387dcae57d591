import { expect, it } from "vitest";
import { displayText } from "../../runtime/run/display.ts";
import { pictureOf } from "../../runtime/run/picture.ts";
import { ndarray } from "../../runtime/values/ndarray.ts";

it("shows values in a few lines, texts as they are", () => {
  expect(displayText("a\nb")).toBe("a\nb");
  expect(displayText([1, "x"])).toBe("[ 1, 'x' ]");
  expect(displayText(ndarray(new Float64Array(2)))).toBe("NDArray<float64> (2)\n[0.0, 0.0]");
});

it("says of a drawn graph how large it is, not all that it holds", () => {
  const view = { level: "collections", optimized: false, title: "", nodes: [], edges: [], outputs: [], tasks: 3 } as const;
  expect(displayText(pictureOf(view))).toBe("Graph of 0 expressions, 3 tasks: its save(file) writes .svg, .dot or .json");
});
