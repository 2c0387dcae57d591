/** A chunk grid drawn: a strip, a grid, a box; arrays of more axes are boxes in a stack. Pure text, the same in the run and in the editor. */

import { type Dim, dimText, isUnknown } from "./dim.ts";
import type { ArrayMeta } from "./meta.ts";

export interface GridColours {
  readonly line: string;
  readonly fill: string;
  readonly text: string;
  /** Of the first block. */
  readonly hot: string;
}
export interface GridOptions {
  /** Of the longest side, in pixels. */
  readonly size?: number;
  readonly colours?: GridColours;
}

/** Middle tones: they show on light and on dark. */
const COLOURS: GridColours = { line: "#808080", fill: "#4a90d9", text: "#808080", hot: "#d18616" };
/** Lines closer than this many pixels are left out. */
const MIN_STEP = 2.5;
const THINNEST = 10;
const LETTER = 10;
/** Copies behind each other that stand for axes before the last three. */
const MOST_COPIES = 3;
const COPY_SHIFT = 6;

interface Axis {
  readonly label: string;
  /** Pixels. */
  readonly length: number;
  /** Where blocks begin, and the end; close ones left out. */
  readonly marks: readonly number[];
  /** Of the first block. */
  readonly first: number;
}

/** The drawing, or undefined where a size is not known or there is nothing to draw. */
export function chunkGridSvg(meta: Pick<ArrayMeta, "shape" | "chunks">, { size = 120, colours = COLOURS }: GridOptions = {}): string | undefined {
  const { shape, chunks } = meta;
  if (shape.length === 0 || chunks.some(axis => isUnknown(axis) || axis.some(Number.isNaN))) return undefined;
  const blocks = chunks as readonly (readonly number[])[];
  const lengths = blocks.map(axis => axis.reduce((a, b) => a + b, 0));
  if (lengths.includes(0)) return undefined;
  const longest = Math.max(...lengths.slice(-3));
  const axes = blocks.map((axis, i) => drawnAxis(axis, shape[i]!, Math.max(THINNEST, (lengths[i]! / longest) * size))).slice(-3);
  const [across, down, deep] = [axes.at(-1)!, axes.at(-2), axes.at(-3)];
  const leading = blocks.slice(0, -3);
  const copies = Math.min(
    MOST_COPIES,
    lengths.slice(0, -3).reduce((n, length) => n * length, 1),
  );
  const height = down?.length ?? 16;
  // The third axis goes back to the upper right.
  const [dx, dy] = deep === undefined ? [0, 0] : [deep.length * 0.5, -deep.length * 0.35];
  const spread = (copies - 1) * COPY_SHIFT;
  const left = down === undefined ? 2 : 18;
  const top = 2 - dy + spread;
  const body: string[] = [];
  for (let copy = copies - 1; copy >= 0; copy--) {
    const [x, y] = [left + copy * COPY_SHIFT, top - copy * COPY_SHIFT];
    body.push(box({ x, y, across, down, deep, height, dx, dy, colours, isFirst: copy === 0 }));
  }
  const text = (x: number, y: number, label: string, more = "") => `<text x="${round(x)}" y="${round(y)}"${more}>${label}</text>`;
  const middle = ' text-anchor="middle"';
  body.push(text(left + across.length / 2, top + height + LETTER + 2, across.label, middle));
  if (down) body.push(text(-(top + height / 2), 12, down.label, `${middle} transform="rotate(-90)"`));
  let width = left + across.length + dx + spread + 4;
  if (deep) {
    body.push(text(left + across.length + dx / 2 + spread + 4, top + height + dy / 2 + 8, deep.label));
    width = Math.max(width, left + across.length + dx / 2 + spread + 8 + deep.label.length * 6);
  }
  let bottom = top + height + LETTER + 6;
  if (leading.length > 0) {
    const label = `${lengths.slice(0, -3).map(dimText).join(" × ")} of these, in ${leading.map(axis => dimText(axis.length)).join(" × ")} chunks`;
    bottom += LETTER + 3;
    body.push(text(2, bottom - 4, label));
    width = Math.max(width, 6 + label.length * 5.2);
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width)}" height="${Math.ceil(bottom)}" role="img" ` +
    `font-family="sans-serif" font-size="${LETTER}" fill="${colours.text}"><title>${title(meta)}</title>${body.join("")}</svg>`
  );
}

function drawnAxis(sizes: readonly number[], shown: Dim, length: number): Axis {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const marks = [0];
  let at = 0;
  for (const size of sizes.slice(0, -1)) {
    at += size;
    const pixel = (at / sum) * length;
    if (pixel - marks.at(-1)! >= MIN_STEP && length - pixel >= MIN_STEP) marks.push(pixel);
  }
  return { label: dimText(shown), length, marks: [...marks, length], first: Math.min(length, Math.max(2, (sizes[0]! / sum) * length)) };
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly across: Axis;
  readonly down: Axis | undefined;
  readonly deep: Axis | undefined;
  readonly height: number;
  /** From the front to the back. */
  readonly dx: number;
  readonly dy: number;
  readonly colours: GridColours;
  readonly isFirst: boolean;
}

function box({ x, y, across, down, deep, height, dx, dy, colours, isFirst }: Box): string {
  const width = across.length;
  const firstDown = down?.first ?? height;
  const face = (fill: string, ...points: (readonly [number, number])[]): string =>
    `<path d="M${points.map(([px, py]) => `${round(px)} ${round(py)}`).join("L")}Z" fill="${fill}"/>`;
  const lines: string[] = [];
  const line = (fx: number, fy: number, tx: number, ty: number) => lines.push(`M${round(fx)} ${round(fy)}L${round(tx)} ${round(ty)}`);
  const parts = [face(colours.fill, [x, y], [x + width, y], [x + width, y + height], [x, y + height])];
  const [a, b] = [x + across.first, y + firstDown];
  if (isFirst) parts.push(face(colours.hot, [x, y], [a, y], [a, b], [x, b]));
  for (const at of across.marks) line(x + at, y, x + at, y + height);
  for (const at of down?.marks ?? [0, height]) line(x, y + at, x + width, y + at);
  if (deep) {
    // Above and at the right side, as the third axis goes back.
    parts.push(
      face(colours.fill, [x, y], [x + dx, y + dy], [x + width + dx, y + dy], [x + width, y]),
      face(colours.fill, [x + width, y], [x + width + dx, y + dy], [x + width + dx, y + height + dy], [x + width, y + height]),
    );
    const share = deep.first / deep.length;
    if (isFirst) parts.push(face(colours.hot, [x, y], [x + dx * share, y + dy * share], [a + dx * share, y + dy * share], [a, y]));
    for (const at of deep.marks) {
      const [px, py] = [(at / deep.length) * dx, (at / deep.length) * dy];
      line(x + px, y + py, x + width + px, y + py);
      line(x + width + px, y + py, x + width + px, y + height + py);
    }
    for (const at of across.marks) line(x + at, y, x + at + dx, y + dy);
    for (const at of down!.marks) line(x + width, y + at, x + width + dx, y + at + dy);
  }
  return `${parts.join("")}<path d="${lines.join("")}" stroke="${colours.line}" stroke-width=".5" fill="none"/>`;
}

const round = (n: number): number => Math.round(n * 10) / 10;
const title = ({ shape, chunks }: Pick<ArrayMeta, "shape" | "chunks">): string =>
  `(${shape.map(dimText).join(", ")}) in ${chunks.map(axis => (isUnknown(axis) ? "?" : axis.length)).join(" × ")} chunks`;
