/** The graph as a file's text: DOT for other tools, or the picture as SVG with its colours written out. */
import { report, post } from "../shared/host.ts";
import { layout, present } from "./model.ts";
import { exportDot } from "./dot.ts";

export function exportGraph(format: "svg" | "dot"): void {
  const graph = present.value;
  if (graph === null) return;
  if (format === "dot") return post({ type: "exported", format, text: exportDot(graph) });
  const text = pictureText();
  if (text === undefined) report("The picture is not drawn: it has no SVG to export.");
  else post({ type: "exported", format, text });
}

/** What a style sheet says in the page is written into each element: a file has no style sheet and no theme. */
const STYLES = ["fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "color"] as const;

function pictureText(): string | undefined {
  const shown = document.querySelector<SVGSVGElement>("svg.picture");
  const placed = layout.value;
  if (shown === null || placed === null) return undefined;
  const copy = shown.cloneNode(true) as SVGSVGElement;
  const symbols = document.querySelector<SVGSVGElement>("svg.symbols")!;
  const defs = symbols.querySelector("defs")!.cloneNode(true) as SVGElement;
  writeStyles(shown, copy);
  writeStyles(symbols.querySelector("defs")!, defs);
  const margin = 16;
  copy.prepend(defs);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(Math.ceil(placed.width + 2 * margin)));
  copy.setAttribute("height", String(Math.ceil(placed.height + 2 * margin)));
  copy.querySelector(":scope > g")?.setAttribute("transform", `translate(${margin} ${margin})`);
  copy.style.background = getComputedStyle(document.body).backgroundColor;
  for (const each of copy.querySelectorAll(".on")) each.classList.remove("on");
  return new XMLSerializer().serializeToString(copy);
}

function writeStyles(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  const written = STYLES.map(name => `${name}:${style.getPropertyValue(name)}`).join(";");
  to.setAttribute("style", written);
  to.removeAttribute("class");
  Array.from(from.children).forEach((child, i) => to.children[i] && writeStyles(child, to.children[i]!));
}
