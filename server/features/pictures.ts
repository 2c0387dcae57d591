/** Pictures in hovers: a chunk grid, a spark line. They cannot see the theme, so there are three palettes. */

import type { Theme } from "../../protocol/editor.ts";
import { chunkGridSvg, type GridColours } from "../../runtime/meta/chunk-grid.ts";
import type { ArrayMeta } from "../../runtime/meta/meta.ts";

const PALETTES: Readonly<Record<Theme, GridColours>> = {
  dark: { line: "#8a8a8a", fill: "#2f6ea8", text: "#b0b0b0", hot: "#d18616" },
  light: { line: "#767676", fill: "#9cc3ea", text: "#5f5f5f", hot: "#b86e00" },
  hc: { line: "#ffffff", fill: "#1f5f9f", text: "#ffffff", hot: "#ffb454" },
};
const svg = (width: number, height: number, text: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="10" fill="${text}">${body}</svg>`;

/** Of the longest side, pixels: a hover is small, and after a run it has more to say. */
const GRID = 96;
const SMALL_GRID = 56;

/** The grid of blocks, the first marked, as the array itself draws it; undefined where a size is not known. */
export const chunkGrid = (meta: ArrayMeta, theme: Theme, { small = false } = {}): string | undefined =>
  chunkGridSvg(meta, { size: small ? SMALL_GRID : GRID, colours: PALETTES[theme] });

/** Durations as bars, the longest marked. */
export function sparkLine(values: readonly number[], theme: Theme): string {
  const palette = PALETTES[theme];
  const top = Math.max(...values, 1e-9);
  const slowest = values.indexOf(top);
  const step = 196 / values.length;
  const bars = values.map((value, i) => {
    const height = Math.max(0.5, (value / top) * 20);
    return `<rect x="${(i * step).toFixed(1)}" y="${(21 - height).toFixed(1)}" width="${Math.max(0.5, step - Math.min(1, step / 4)).toFixed(1)}" height="${height.toFixed(1)}" fill="${i === slowest ? palette.hot : palette.fill}"/>`;
  });
  return svg(196, 22, palette.text, `<path d="M0 21.5h196" stroke="${palette.line}" stroke-width=".5"/>${bars.join("")}`);
}
