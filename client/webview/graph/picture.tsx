/** The drawn graph: placed once for a graph and its open nodes, moved and scaled by the user. */
import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { report } from "../shared/host.ts";
import { boxOf, type NodeBox } from "./boxes.ts";
import { Layouter, type Route } from "./layout.ts";
import { changes, expanded, layout, level, live, measured, nodesLive, onlyChanges, page, select, selected, settings, view } from "./model.ts";
import { NodePicture } from "./node.tsx";

const MARGIN = 16;
/** Below this text cannot be read. */
const READABLE = 0.5;

/** Where the picture stands in its frame. */
export const camera = signal({ x: 0, y: 0, scale: 1 });
/** Until the user moves it, the picture fits its frame. */
const isFitted = signal(true);
export const frame = signal({ width: 600, height: 400 });

const parts = computed<readonly NodeBox[]>(() =>
  (view.value?.nodes ?? []).map(node =>
    boxOf(node, expanded.value.has(node.id), nodesLive.value.get(node.id), measured.value.get(node.id), {
      dense: level.value === "density",
      change: changes.value.get(node.id),
    }),
  ),
);
/** What a layout depends on: not the states of a run, so that nodes keep their place while it goes on. */
const sketchKey = computed(() => {
  // Of the whole panel: the side pane comes and goes, and must not turn the picture.
  const rightwards = page.value.width >= page.value.height * 0.9;
  const sizes = parts.value.map(({ size }) => size);
  return JSON.stringify({ sizes, edges: (view.value?.edges ?? []).map(({ from, to }) => ({ from, to })), rightwards });
});

let layouter: Layouter | undefined;
let asked = 0;

/** Starts placing; ends with the page. */
export function keepPlaced(): void {
  let last = "";
  effect(() => {
    const key = sketchKey.value;
    const { worker, deadline } = settings.value;
    if (view.value === null || worker === "" || key === last) return;
    last = key;
    layouter ??= new Layouter(worker, report);
    const mine = ++asked;
    void layouter.place(JSON.parse(key), deadline).then(placed => {
      if (mine === asked) layout.value = placed;
    });
  });
  effect(() => {
    if (isFitted.value && layout.value !== null) fit(READABLE);
  });
}

/** `least`: a picture that would become smaller keeps this scale and shows the selected node, else its beginning. */
export function fit(least = 0): void {
  const placed = layout.value;
  if (placed === null) return;
  const { width, height } = frame.value;
  const whole = Math.min(1, (width - 2 * MARGIN) / Math.max(1, placed.width), (height - 2 * MARGIN) / Math.max(1, placed.height));
  const scale = Math.max(least, whole);
  const box = placed.boxes[selected.peek()?.id ?? -1] ?? { x: 0, y: 0, width: 0, height: 0 };
  const place = (room: number, size: number, start: number, extent: number) => {
    const free = room - size * scale;
    // Where it does not fit: the selected node in the middle, but no empty margin beside it.
    return free >= 2 * MARGIN ? free / 2 : Math.min(MARGIN, Math.max(free - MARGIN, room / 2 - (start + extent / 2) * scale));
  };
  camera.value = { scale, x: place(width, placed.width, box.x, box.width), y: place(height, placed.height, box.y, box.height) };
  isFitted.value = true;
}

export function zoom(factor: number, at?: { x: number; y: number }): void {
  const { x, y, scale } = camera.peek();
  const next = Math.min(3, Math.max(0.05, scale * factor));
  const centre = at ?? { x: frame.peek().width / 2, y: frame.peek().height / 2 };
  isFitted.value = false;
  camera.value = { scale: next, x: centre.x - ((centre.x - x) * next) / scale, y: centre.y - ((centre.y - y) * next) / scale };
}

/** Brings a place of the picture into the middle of the frame. */
export function lookAt(x: number, y: number): void {
  const { scale } = camera.peek();
  isFitted.value = false;
  camera.value = { scale, x: frame.peek().width / 2 - x * scale, y: frame.peek().height / 2 - y * scale };
}

/** Moves the picture just so far that the selected node is inside the frame. */
export function keepInView(): void {
  const box = layout.value?.boxes[selected.value?.id ?? -1];
  if (box === undefined || isFitted.peek()) return;
  const { x, y, scale } = camera.peek();
  const shift = (start: number, size: number, offset: number, room: number) => {
    const from = start * scale + offset;
    if (from < MARGIN) return MARGIN - from;
    return from + size * scale > room - MARGIN ? Math.min(MARGIN - from + room, room - MARGIN - from - size * scale) : 0;
  };
  const [dx, dy] = [shift(box.x, box.width, x, frame.peek().width), shift(box.y, box.height, y, frame.peek().height)];
  if (dx !== 0 || dy !== 0) camera.value = { scale, x: x + dx, y: y + dy };
}

export const splinePath = ({ points }: Route): string => {
  const [start, ...rest] = points;
  if (start === undefined) return "";
  const at = (point: readonly [number, number]) => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`;
  return `M${at(start)}C${rest.map(at).join(" ")}`;
};

/** The fitting box may come a moment after a change of the graph: until then only what both have is drawn. */
export function Picture() {
  const area = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width > 0 && height > 0) frame.value = { width, height };
      page.value = { width: innerWidth, height: innerHeight };
    });
    watch.observe(area.current!);
    return () => watch.disconnect();
  }, []);
  const placed = layout.value;
  const graph = view.value;
  const { x, y, scale } = camera.value;
  const chosen = selected.value?.id;
  const nodes = graph?.nodes ?? [];
  const isFaint = ({ from, to }: Route) => onlyChanges.value && !(changes.value.has(from) && changes.value.has(to));
  const label = `${nodes.length} ${nodes.length === 1 ? "expression" : "expressions"}${live.value && !live.value.ended ? ", running" : ""}; the tree lists the same data`;
  return (
    <svg
      ref={area}
      class="picture"
      role="img"
      aria-label={label}
      tabindex={0}
      onWheel={onWheel}
      onPointerDown={onDrag}
      onClick={event => event.target === area.current && select(null)}
    >
      <g transform={`translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`}>
        {placed?.routes.map((route, i) => (
          <path
            key={i}
            class={`edge ${chosen === route.from || chosen === route.to ? "on" : ""} ${isFaint(route) ? "faint" : ""}`}
            marker-end="url(#arrow)"
            d={splinePath(route)}
          />
        ))}
        {nodes.map(node => {
          const box = placed?.boxes[node.id];
          return (
            box &&
            parts.value[node.id] && <NodePicture key={node.name} node={node} box={{ ...box, ...parts.value[node.id]!.size }} parts={parts.value[node.id]!} />
          );
        })}
      </g>
    </svg>
  );
}

function onWheel(event: WheelEvent): void {
  event.preventDefault();
  const area = (event.currentTarget as Element).getBoundingClientRect();
  if (event.ctrlKey || event.metaKey) return zoom(Math.exp(-event.deltaY / 200), { x: event.clientX - area.left, y: event.clientY - area.top });
  isFitted.value = false;
  const { x, y, scale } = camera.peek();
  camera.value = { scale, x: x - (event.shiftKey ? event.deltaY : event.deltaX), y: y - (event.shiftKey ? 0 : event.deltaY) };
}

function onDrag(event: PointerEvent): void {
  if (event.button !== 0 && event.button !== 1) return;
  const start = { ...camera.peek(), px: event.clientX, py: event.clientY };
  let moved = false;
  const move = (each: PointerEvent) => {
    if (!moved && Math.abs(each.clientX - start.px) + Math.abs(each.clientY - start.py) < 3) return;
    moved = true;
    isFitted.value = false;
    camera.value = { scale: start.scale, x: start.x + each.clientX - start.px, y: start.y + each.clientY - start.py };
  };
  const end = () => {
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    // The click that ends a drag is no choice of a node.
    if (moved) addEventListener("click", click => click.stopPropagation(), { capture: true, once: true });
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
}
