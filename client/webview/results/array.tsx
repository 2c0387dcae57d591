/** An array: a sampled picture of two dimensions, a line of one, and the values at its corners. */
import { useEffect, useRef } from "preact/hooks";
import type { Shown } from "../../../protocol/session.ts";
import { count } from "../shared/format.ts";
import { cellText, numberText } from "./cell-text.ts";

type ArrayValue = Extract<Shown, { kind: "array" }>;

export function ArrayView({ array }: { array: ArrayValue }) {
  const { sample, shape, min, max, mean } = array;
  const isOneOfMany = shape.length > 2 && shape.slice(0, -2).some(each => each > 1);
  const range = min !== null && max !== null ? `${numberText(min)} to ${numberText(max)}` : "";
  return (
    <div class="array">
      {array.title !== "" && <div class="title mono muted">{array.title}</div>}
      {sample && sample.rows > 1 && sample.columns > 1 && <HeatMap array={array} label={`Heat map of the array, ${range}`} />}
      {array.line && array.line.low.length > 2 && <LineView array={array} label={`Line of the array, ${range}`} />}
      <Corners array={array} />
      <footer>
        {sample && sample.rows > 1 && sample.rows * sample.columns < shape.reduce((all, each) => all * each, 1) && (
          <span>
            {sample.rows} × {sample.columns} samples
          </span>
        )}
        <span>
          {[
            ["min", min],
            ["mean", mean],
            ["max", max],
          ]
            .flatMap(([name, value]) => (value == null ? [] : `${name} ${numberText(Number(value))}`))
            .join(", ")}
        </span>
        {array.missing > 0 && (
          <span>
            <i class="sw nan" /> {count(array.missing)} NaN
          </span>
        )}
        {isOneOfMany && <span>first of {count(shape.slice(0, -2).reduce((all, each) => all * each, 1))} planes</span>}
        <span class="sp" />
        <span>
          {array.dtype} [{shape.map(count).join(" × ")}]
        </span>
      </footer>
    </div>
  );
}

/** One ramp from the background through the chart blue to the foreground; read from the theme, so that it follows it. */
function rampOf(element: Element): Ramp {
  const style = getComputedStyle(element);
  const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
  const colour = (name: string, fallback: string): readonly [number, number, number] => {
    probe.fillStyle = fallback;
    probe.fillStyle = style.getPropertyValue(name).trim() || fallback;
    probe.fillRect(0, 0, 1, 1);
    const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
    return [r!, g!, b!];
  };
  const stops = [colour("--vscode-editor-background", "black"), colour("--vscode-charts-blue", "blue"), colour("--vscode-foreground", "white")] as const;
  const mix = (a: readonly number[], b: readonly number[], t: number) =>
    [0, 1, 2].map(i => Math.round(a[i]! + (b[i]! - a[i]!) * t)) as [number, number, number];
  const ramp = (t: number) => (t < 0.6 ? mix(stops[0], stops[1], 0.06 + (t / 0.6) * 0.94) : mix(stops[1], stops[2], ((t - 0.6) / 0.4) * 0.88));
  return Object.assign(ramp, { colour });
}
type Colour = readonly [number, number, number];
interface Ramp {
  (t: number): Colour;
  colour(name: string, fallback: string): Colour;
}

const WIDTH = 520;
const MOST = 260;

function HeatMap({ array, label }: { array: ArrayValue; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = useRef<HTMLCanvasElement>(null);
  const { rows, columns, values } = array.sample!;
  useEffect(() => {
    const draw = () => {
      const ramp = rampOf(document.documentElement);
      const known = values.filter(each => each !== null);
      const low = known.reduce((least, each) => Math.min(least, each), Infinity);
      const high = known.reduce((most, each) => Math.max(most, each), -Infinity);
      const nan = ramp.colour("--bask-nan", "gray");
      paint(canvas.current!, columns, rows, i => (values[i] == null ? nan : ramp(high > low ? (values[i]! - low) / (high - low) : 0.5)));
      paint(scale.current!, 1, 24, i => ramp(1 - i / 23));
    };
    draw();
    const watch = new MutationObserver(draw);
    watch.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  }, [array]);
  const [height, width] = [array.shape.at(-2) ?? rows, array.shape.at(-1) ?? columns];
  const side = Math.min(WIDTH, Math.max(columns, (MOST * width) / Math.max(1, height)));
  const drawnHeight = Math.min(MOST, Math.max(40, (side * height) / Math.max(1, width)));
  return (
    <div class="heatmap">
      <div class="axis left">
        <span>0</span>
        <span>{count(height)}</span>
      </div>
      <div>
        <canvas ref={canvas} role="img" aria-label={label} style={{ width: `${side}px`, height: `${drawnHeight}px` }} />
        <div class="axis below" style={{ width: `${side}px` }}>
          <span>0</span>
          <span>{count(width)}</span>
        </div>
      </div>
      <canvas ref={scale} aria-hidden="true" style={{ width: "8px", height: `${drawnHeight}px` }} />
      <div class="axis right" style={{ height: `${drawnHeight}px` }}>
        <span>{array.max === null ? "" : numberText(array.max)}</span>
        <span>{array.min === null ? "" : numberText(array.min)}</span>
      </div>
    </div>
  );
}

const LINE_WIDTH = 480;
const LINE_HEIGHT = 96;

/** Each stretch from its least to its greatest; a gap where nothing is a number. */
function LineView({ array, label }: { array: ArrayValue; label: string }) {
  const { low, high } = array.line!;
  const [min, max] = [array.min ?? 0, array.max ?? 0];
  const x = (i: number) => (low.length === 1 ? 0 : (i / (low.length - 1)) * LINE_WIDTH).toFixed(1);
  const y = (value: number) => (max === min ? LINE_HEIGHT / 2 : LINE_HEIGHT - 2 - ((value - min) / (max - min)) * (LINE_HEIGHT - 4)).toFixed(1);
  const isSpread = low.some((value, i) => value !== high[i]);
  const runs: [from: number, to: number][] = [];
  low.forEach((value, i) => {
    if (value === null) return;
    if (runs.at(-1)?.[1] === i - 1) runs.at(-1)![1] = i;
    else runs.push([i, i]);
  });
  const along = (values: readonly (number | null)[], [from, to]: readonly [number, number]) =>
    Array.from({ length: to - from + 1 }, (_, k) => `${x(from + k)} ${y(values[from + k]!)}`);
  const line = runs.map(run => `M${along(high, run).join("L")}${run[0] === run[1] ? "h1" : ""}`).join("");
  const area = runs.map(run => `M${[...along(high, run), ...along(low, run).toReversed()].join("L")}Z`).join("");
  return (
    <div class="linechart">
      <div class="axis left" style={{ height: `${LINE_HEIGHT}px` }}>
        <span>{numberText(max)}</span>
        <span>{numberText(min)}</span>
      </div>
      <div class="plot">
        <svg viewBox={`0 0 ${LINE_WIDTH} ${LINE_HEIGHT}`} preserveAspectRatio="none" height={LINE_HEIGHT} role="img" aria-label={label}>
          {min < 0 && max > 0 && <path class="zero" d={`M0 ${y(0)}H${LINE_WIDTH}`} />}
          {isSpread && <path class="spread" d={area} />}
          <path class="line" d={line} />
        </svg>
        <div class="axis below">
          <span>0</span>
          <span>{count(array.shape[0]! - 1)}</span>
        </div>
      </div>
    </div>
  );
}

function paint(canvas: HTMLCanvasElement, columns: number, rows: number, colour: (i: number) => readonly [number, number, number] | null): void {
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(columns, rows);
  for (let i = 0; i < columns * rows; i++) {
    const rgb = colour(i);
    if (rgb) image.data.set([...rgb, 255], i * 4);
  }
  context.putImageData(image, 0, 0);
}

/** Corner values; where some are left out, the border between them is dotted. */
function Corners({ array }: { array: ArrayValue }) {
  const { preview, shape } = array;
  const [rows, columns] = shape.length > 1 ? [shape.at(-2)!, shape.at(-1)!] : [1, shape[0] ?? 1];
  const labels = (shown: number, all: number) => Array.from({ length: shown }, (_, i) => (i < Math.ceil(shown / 2) || shown === all ? i : all - shown + i));
  const width = preview[0]?.length ?? 0;
  const [down, across] = [labels(preview.length, rows), labels(width, columns)];
  const gapAfter = (list: readonly number[], i: number) => i + 1 < list.length && list[i + 1]! - list[i]! > 1;
  return (
    <div class="corners" tabindex={0} role="region" aria-label="Values at the corners">
      <table class="t data">
        <thead>
          <tr>
            <td class="num" />
            {across.map((column, j) => (
              <th key={column} scope="col" class={`num ${gapAfter(across, j) ? "gap-x" : ""}`}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.map((cells, i) => (
            <tr key={i} class={gapAfter(down, i) ? "gap-y" : ""}>
              <th scope="row" class="num">
                {shape.length > 1 ? down[i] : ""}
              </th>
              {cells.map((value, j) => (
                <td key={j} class={`num ${gapAfter(across, j) ? "gap-x" : ""}`}>
                  {cellText(value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
