/** A source text as cells: a line scan that never fails and never waits for a parser. */

import type { Cell } from "./cell.ts";
import { scanMarkers } from "./markers.ts";

/** The cells of a text, cell 0 first. Joined, their texts are the text. */
export function splitCells(text: string): Cell[] {
  const { markers, code, lines } = scanMarkers(text);
  const first = markers[0];
  const cells: Cell[] = [
    {
      index: 0,
      kind: "code",
      title: "",
      startLine: 0,
      codeStartLine: 0,
      endLine: first?.line ?? lines,
      startOffset: 0,
      endOffset: first?.offset ?? text.length,
      text: text.slice(0, first?.offset ?? text.length),
    },
  ];
  markers.forEach((marker, k) => {
    const next = markers[k + 1];
    const endOffset = next?.offset ?? text.length;
    cells.push({
      index: k + 1,
      kind: marker.markdown && !code[k + 1] ? "markdown" : "code",
      title: marker.title,
      startLine: marker.line,
      codeStartLine: marker.line + 1,
      endLine: next?.line ?? lines,
      startOffset: marker.offset,
      endOffset,
      text: text.slice(marker.offset, endOffset),
    });
  });
  return cells;
}

/** Is there a marker at all? */
export function hasCells(text: string): boolean {
  return text.includes("%%") && scanMarkers(text).markers.length > 0;
}
