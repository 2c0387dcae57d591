/** An array: a sampled picture of two dimensions, a line of one, and the values at its corners. */
import { useEffect, useRef } from "preact/hooks";
import type { Shown } from "../../../protocol/session.ts";
import { count } from "../shared/format.ts";
import { cellText, numberText } from "./cell-text.ts";

type ArrayValue = Extract<Shown, { kind: "array" }>;

export function ArrayView({ array }: { array: ArrayValue }) {
  const { sample, shape, min, max, mean } = array;
  const range = min !== null && max !== null ? `${numberText(min)} to ${numberText(max)}` : "";
  return (
    <div class="array">
      {array.title !== "" && <div class="title mono muted">{array.title}</div>}
      {sample && sample.rows > 1 && sample.columns > 1 && <HeatMap array={array} label={`Heat map of the array, ${range}`} />}
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
        <span class="sp" />
        <span>
          {array.dtype} [{shape.map(count).join(" × ")}]
        </span>
      </footer>
    </div>
  );
}

/** One ramp from the background through the chart blue to the foreground; read from the theme, so that it follows it. */
function rampOf(element: Element): (t: number) => readonly [number, number, number] {
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
  return t => (t < 0.6 ? mix(stops[0], stops[1], 0.06 + (t / 0.6) * 0.94) : mix(stops[1], stops[2], ((t - 0.6) / 0.4) * 0.88));
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
      paint(canvas.current!, columns, rows, i => (values[i] == null ? null : ramp(high > low ? (values[i]! - low) / (high - low) : 0.5)));
      paint(scale.current!, 1, 24, i => ramp(1 - i / 23));
    };
    draw();
    const watch = new MutationObserver(draw);
    watch.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    return () => watch.disconnect();
  }, [array]);
  const [height, width] = [array.shape[0] ?? rows, array.shape[1] ?? columns];
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
