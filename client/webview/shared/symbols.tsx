/** The shapes of states and kinds of values: drawn once, used by reference in every picture. */
import type { TaskState, ValueKind } from "../../../protocol/graph.ts";

const line = { fill: "none", stroke: "currentColor" } as const;

/** Must stand once in the page. */
export function Symbols() {
  return (
    <svg class="symbols" aria-hidden="true">
      <defs>
        <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="4" style="fill:var(--bask-spilled)" />
        </pattern>
        <marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" markerUnits="userSpaceOnUse" orient="auto">
          <path d="M0 .5 5.5 3 0 5.5z" fill="context-stroke" />
        </marker>
        <symbol id="st-waiting" viewBox="0 0 12 12">
          <rect x="1.5" y="1.5" width="9" height="9" fill="none" style="stroke:var(--bask-waiting)" />
        </symbol>
        <symbol id="st-ready" viewBox="0 0 12 12">
          <rect x="1.5" y="1.5" width="9" height="9" fill="none" style="stroke:var(--bask-ready)" />
          <circle cx="6" cy="6" r="1.6" style="fill:var(--bask-ready)" />
        </symbol>
        <symbol id="st-running" viewBox="0 0 12 12">
          <path fill-rule="evenodd" d="M1 1h10v10H1zM4.2 3v6l4.6-3z" style="fill:var(--bask-running)" />
        </symbol>
        <symbol id="st-memory" viewBox="0 0 12 12">
          <rect x="1" y="1" width="10" height="10" style="fill:var(--bask-memory)" />
        </symbol>
        <symbol id="st-spilled" viewBox="0 0 12 12">
          <rect x="1.5" y="1.5" width="9" height="9" fill="url(#hatch)" style="stroke:var(--bask-spilled)" />
        </symbol>
        <symbol id="st-released" viewBox="0 0 12 12">
          <rect x="4" y="4" width="4" height="4" style="fill:var(--bask-released)" />
        </symbol>
        <symbol id="st-erred" viewBox="0 0 12 12">
          <path d="M1 1h10v10H1z" style="fill:var(--bask-erred)" />
          <path d="m3.6 3.6 4.8 4.8m0-4.8-4.8 4.8" stroke-width="1.5" style="stroke:var(--bask-bg)" />
        </symbol>
        <symbol id="st-stale" viewBox="0 0 12 12">
          <path d="M1.5 10.5v-9h9z" fill-opacity=".55" style="fill:var(--bask-stale)" />
          <rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke-dasharray="2 1.6" style="stroke:var(--bask-stale)" />
        </symbol>
        <symbol id="g-frame" viewBox="0 0 16 16">
          <path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6.2 3.5v9M9.8 3.5v9" {...line} />
        </symbol>
        <symbol id="g-array" viewBox="0 0 16 16">
          <path d="M3.5 3.5h9v9h-9zM8 3.5v9M3.5 8h9" {...line} />
        </symbol>
        <symbol id="g-series" viewBox="0 0 16 16">
          <path d="M5.5 2.5h5v11h-5zM5.5 6h5M5.5 10h5" {...line} />
        </symbol>
        <symbol id="g-bag" viewBox="0 0 16 16">
          <path d="M3 5h10l-1 8.5H4zM5.8 5a2.2 2.2 0 0 1 4.4 0" {...line} />
        </symbol>
        <symbol id="g-delayed" viewBox="0 0 16 16">
          <circle cx="8" cy="8" r="5.2" stroke-dasharray="2.4 1.7" {...line} />
          <path d="M6.6 5.6 10 8l-3.4 2.4z" fill="currentColor" />
        </symbol>
        <symbol id="g-scalar" viewBox="0 0 16 16">
          <path d="M8 3.2 12.8 8 8 12.8 3.2 8z" {...line} />
        </symbol>
        <symbol id="g-unknown" viewBox="0 0 16 16">
          <path d="M8 3.2 12.8 8 8 12.8 3.2 8z" stroke-dasharray="2 1.6" {...line} />
        </symbol>
      </defs>
    </svg>
  );
}

export const State = ({ state }: { state: TaskState }) => (
  <svg class="st" aria-hidden="true">
    <use href={`#st-${state}`} />
  </svg>
);

export const Glyph = ({ kind, size = 14 }: { kind: ValueKind; size?: number }) => (
  <svg width={size} height={size} class="glyph" aria-hidden="true">
    <use href={`#g-${kind}`} />
  </svg>
);

export const Icon = ({ name }: { name: string }) => <i class={`codicon codicon-${name}`} aria-hidden="true" />;
