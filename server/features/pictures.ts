/** Pictures in hovers: a chunk grid, a spark line. They cannot see the theme, so there are three palettes. */

import type { Theme } from "../../protocol/editor.ts";
import { type Dim, dimText, isKnown, isUnknown, total } from "../../runtime/meta/dim.ts";
import type { ArrayMeta } from "../../runtime/meta/meta.ts";

const PALETTES: Readonly<Record<Theme, { line: string; fill: string; text: string; hot: string }>> = {
  dark: { line: "#8a8a8a", fill: "#2f6ea8", text: "#b0b0b0", hot: "#d18616" },
  light: { line: "#767676", fill: "#9cc3ea", text: "#5f5f5f", hot: "#b86e00" },
  hc: { line: "#ffffff", fill: "#1f5f9f", text: "#ffffff", hot: "#ffb454" },
};
const svg = (width: number, height: number, text: string, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="10" fill="${text}">${body}</svg>`;

/** Lines closer than this many pixels are left out: the count in the table tells. */
const MIN_STEP = 2.5;

/** The last two axes as a grid of blocks, the first block marked; undefined where a size is not known. */
export function chunkGrid(meta: ArrayMeta, theme: Theme): string | undefined {
  if (meta.shape.length === 0) return undefined;
  const axes = meta.chunks.slice(-2);
  if (axes.some(axis => isUnknown(axis) || axis.some(Number.isNaN))) return undefined;
  const [columns, rows] = [axes[axes.length - 1] as readonly number[], axes.length > 1 ? (axes[0] as readonly number[]) : [1]];
  const [across, down] = [total(columns) as number, axes.length > 1 ? (total(rows) as number) : 0];
  if (across === 0 || (axes.length > 1 && down === 0)) return undefined;
  const palette = PALETTES[theme];
  const scale = 100 / Math.max(across, down);
  const width = Math.max(12, across * scale);
  const height = axes.length > 1 ? Math.max(12, down * scale) : 16;
  const left = 22;
  const marks = (sizes: readonly number[], length: number) => {
    const sum = sizes.reduce((a, b) => a + b, 0);
    let at = 0;
    let last = 0;
    const found = [0];
    for (const size of sizes.slice(0, -1)) {
      at += size;
      const pixel = (at / sum) * length;
      if (pixel - last >= MIN_STEP) found.push((last = pixel));
    }
    return [...found, length];
  };
  const round = (n: number) => Math.round(n * 10) / 10;
  const path = [
    ...marks(rows, height).map(y => `M${left} ${round(2 + y)}h${round(width)}`),
    ...marks(columns, width).map(x => `M${round(left + x)} 2v${round(height)}`),
  ].join("");
  const first = { w: Math.max(2, (columns[0]! / across) * width), h: axes.length > 1 ? Math.max(2, (rows[0]! / down) * height) : height };
  const label = (dim: Dim | undefined) => (dim !== undefined && isKnown(dim) ? dimText(dim) : "");
  const body =
    `<rect x="${left}" y="2" width="${round(width)}" height="${round(height)}" fill="${palette.fill}"/>` +
    `<rect x="${left}" y="2" width="${round(first.w)}" height="${round(first.h)}" fill="${palette.hot}"/>` +
    `<path d="${path}" stroke="${palette.line}" stroke-width=".5" fill="none"/>` +
    `<text x="${round(left + width / 2)}" y="${round(height + 14)}" text-anchor="middle">${label(meta.shape[meta.shape.length - 1])}</text>` +
    (axes.length > 1
      ? `<text transform="rotate(-90)" x="${-round(2 + height / 2)}" y="15" text-anchor="middle">${label(meta.shape[meta.shape.length - 2])}</text>`
      : "");
  return svg(132, Math.round(height + 20), palette.text, body);
}

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
