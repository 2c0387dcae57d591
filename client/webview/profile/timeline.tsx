/** Workers over time, and below them the memory that blocks hold. A click on a task selects its call. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { bytes, count, duration } from "../shared/format.ts";
import { KIND_TOKENS } from "../shared/kinds.ts";
import { layerOf, memoryOver, taskUnder, ticks } from "./figures.ts";
import { chooseTask, layer, moment, pan, shown, task, window as shownTime, zoom } from "./model.ts";

const LEFT = 76;
const RIGHT = 12;
const AXIS = 20;
const ROW = 17;
const MEMORY = 84;
const MOST_ROWS = 24;

export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(600);
  const [theme, setTheme] = useState("");
  const { profile, layers, kinds, spans } = shown.value!;
  const workers = Math.max(profile.workers, spans === null ? 0 : 1 + spans.worker.reduce((most, each) => Math.max(most, each), 0));
  const rows = Math.min(MOST_ROWS, workers);
  const height = AXIS + rows * ROW + (spans === null ? 0 : MEMORY) + 8;
  const [from, to] = shownTime.value;
  const x = (at: number) => LEFT + ((at - from) / (to - from)) * (width - LEFT - RIGHT);

  const curve = useMemo(() => (spans === null ? null : memoryOver(spans)), [spans]);

  useEffect(() => {
    const size = new ResizeObserver(([entry]) => setWidth(Math.max(260, Math.floor(entry!.contentRect.width))));
    size.observe(canvas.current!.parentElement!);
    const colours = new MutationObserver(() => setTheme(document.body.className + document.documentElement.style.length));
    colours.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    return () => (size.disconnect(), colours.disconnect());
  }, []);

  useEffect(() => {
    const ratio = devicePixelRatio || 1;
    const page = canvas.current!;
    page.width = width * ratio;
    page.height = height * ratio;
    const c = page.getContext("2d")!;
    c.scale(ratio, ratio);
    c.clearRect(0, 0, width, height);
    const colour = coloursOf(page);
    c.font = `10px ${getComputedStyle(page).fontFamily}`;
    c.textBaseline = "middle";
    for (const at of ticks(from, to)) {
      c.fillStyle = colour("line-soft");
      c.fillRect(x(at), AXIS, 1, height - AXIS);
      c.fillStyle = colour("fg-muted");
      c.textAlign = "center";
      if (x(at) < width - 20) c.fillText(duration(at), x(at), AXIS / 2);
    }
    c.textAlign = "right";
    for (let worker = 0; worker < rows; worker++) {
      c.fillStyle = colour("fg-muted");
      c.fillText(`worker ${worker}`, LEFT - 8, AXIS + worker * ROW + ROW / 2);
      c.fillStyle = colour("kind-idle");
      c.fillRect(LEFT, AXIS + worker * ROW + ROW - 2, width - LEFT - RIGHT, 1);
    }
    if (spans === null) return;
    c.save();
    c.beginPath();
    c.rect(LEFT, 0, width - LEFT - RIGHT, height);
    c.clip();
    const fills = kinds.map(kind => (kind === "moves" ? hatch(c, colour("kind-move")) : colour(`kind-${KIND_TOKENS[kind]}`)));
    for (let i = 0; i < spans.start.length; i++) {
      const [start, end, worker] = [spans.start[i]!, spans.end[i]!, spans.worker[i]!];
      if (!(end >= from && start <= to) || worker < 0 || worker >= rows) continue;
      const own = layerOf(layers, i);
      c.globalAlpha = layer.value === null || layer.value === own ? 1 : 0.25;
      c.fillStyle = fills[own] ?? colour("kind-map");
      const bar = [x(start), AXIS + worker * ROW + 2, Math.max(1, x(end) - x(start) - 0.5), ROW - 5] as const;
      c.fillRect(...bar);
      if (task.value === i) {
        c.strokeStyle = colour("select-outline");
        c.lineWidth = 2;
        c.strokeRect(...bar);
      }
    }
    c.globalAlpha = 1;
    const { at, held, onDisk } = curve!;
    const top = AXIS + rows * ROW + 10;
    const base = height - 6;
    const most = Math.max(
      1,
      profile.peak,
      held.reduce((a, b, i) => Math.max(a, b + onDisk[i]!), 0),
    );
    const y = (value: number) => base - (value / most) * (base - top);
    /** A stepped line: nothing before the first change, the last value to the end. */
    const steps = (value: (i: number) => number): (readonly [number, number])[] => {
      const points: (readonly [number, number])[] = [[x(0), base]];
      let before = base;
      for (let i = 0; i < at.length; i++) {
        points.push([x(at[i]!), before], [x(at[i]!), (before = y(value(i)))]);
      }
      points.push([x(profile.wall), before]);
      return points;
    };
    const area = (low: (i: number) => number, high: (i: number) => number): void => {
      c.beginPath();
      for (const [px, py] of [...steps(high), ...steps(low).toReversed()]) c.lineTo(px, py);
      c.closePath();
    };
    c.lineWidth = 1;
    area(
      () => 0,
      i => held[i]!,
    );
    c.globalAlpha = 0.35;
    c.fillStyle = colour("memory");
    c.fill();
    c.globalAlpha = 1;
    c.strokeStyle = colour("memory");
    c.stroke();
    if (onDisk.some(each => each > 0)) {
      area(
        i => held[i]!,
        i => held[i]! + onDisk[i]!,
      );
      c.fillStyle = hatch(c, colour("spilled"));
      c.fill();
      c.strokeStyle = colour("spilled");
      c.stroke();
    }
    if (moment.value !== null) {
      c.fillStyle = colour("accent");
      c.fillRect(x(moment.value) - 1, AXIS - 6, 2, height - AXIS + 6);
    }
    c.restore();
    c.fillStyle = colour("fg-muted");
    c.fillText("memory", LEFT - 8, top + 6);
    c.fillText(bytes(most), LEFT - 8, top + 20);
  }, [width, height, theme, from, to, shown.value, layer.value, task.value, moment.value]);

  const pick = (event: MouseEvent) => {
    if (spans === null) return;
    const box = canvas.current!.getBoundingClientRect();
    const at = from + ((event.clientX - box.left - LEFT) / (width - LEFT - RIGHT)) * (to - from);
    const worker = Math.floor((event.clientY - box.top - AXIS) / ROW);
    chooseTask(worker < 0 || worker >= rows ? null : (taskUnder(spans, worker, at, ((to - from) / (width - LEFT - RIGHT)) * 2) ?? null));
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const box = canvas.current!.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) zoom(Math.exp(event.deltaY / 200), from + ((event.clientX - box.left - LEFT) / (width - LEFT - RIGHT)) * (to - from));
    else pan((event.deltaX + event.deltaY) / 600);
  };
  return (
    <div class="timeline">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`${count(profile.tasks)} tasks on ${workers} workers in ${duration(profile.wall)}; the tables below list the same data`}
        tabindex={0}
        style={{ width: `${width}px`, height: `${height}px` }}
        onClick={pick}
        onWheel={wheel}
      />
      {workers > rows && <p class="small muted">{workers - rows} more workers are not drawn.</p>}
      {spans === null && <p class="small muted">The timeline of this run is no longer kept: run the cell again.</p>}
    </div>
  );
}

/** Tokens as colours that a canvas takes. */
function coloursOf(element: HTMLElement): (token: string) => string {
  const known = new Map<string, string>();
  const probe = document.createElement("span");
  element.parentElement!.append(probe);
  queueMicrotask(() => probe.remove());
  return token => {
    if (!known.has(token)) {
      probe.style.color = `var(--bask-${token})`;
      known.set(token, getComputedStyle(probe).color);
    }
    return known.get(token)!;
  };
}

function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 4;
  const c = tile.getContext("2d")!;
  c.strokeStyle = colour;
  c.lineWidth = 1.5;
  c.beginPath();
  for (const shift of [-4, 0, 4]) {
    c.moveTo(shift, 4);
    c.lineTo(shift + 4, 0);
  }
  c.stroke();
  return context.createPattern(tile, "repeat") ?? colour;
}
