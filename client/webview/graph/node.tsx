/** One node of the picture: what it is, what it costs, how far it is; expanded, its tasks. */
import type { GraphNode } from "../../../protocol/graph.ts";
import { TASK_STATES } from "../../../protocol/view.ts";
import { beat, changes, expanded, live, matches, measured, nodesLive, onlyChanges, select, selected, task, toggleExpanded } from "./model.ts";
import { KIND_TOKENS } from "../shared/kinds.ts";
import type { NodeBox } from "./boxes.ts";
import { gridPaths, gridSize, STEP, taskAt, type Grid } from "./grid.ts";
import type { Box } from "./layout.ts";

/** A shape beside the colour. */
const MARKS = { added: "+", removed: "−", changed: "~" } as const;

export function NodePicture({ node, box, parts }: { node: GraphNode; box: Box; parts: NodeBox }) {
  const run = nodesLive.value.get(node.id);
  const cost = measured.value.get(node.id);
  const isSelected = selected.value?.id === node.id;
  const change = changes.value.get(node.id)?.kind;
  const isFaint = (matches.value !== null && !matches.value.has(node.id)) || (onlyChanges.value && change === undefined);
  const { width, height } = box;
  const isRunning = live.value !== null && !live.value.ended;
  return (
    <g
      class={`node ${isSelected ? "on" : ""} ${isFaint ? "faint" : ""} ${change ?? ""}`}
      transform={`translate(${box.x} ${box.y})`}
      data-node={node.id}
      onClick={() => select(node)}
      onDblClick={() => toggleExpanded(node)}
    >
      <title>{`${node.label}: ${change ? `${change} since the last run, ` : ""}${node.summary}\n${node.how}`}</title>
      <rect class="b" width={width} height={height} rx="2" />
      <rect x="1" y="1" width="3" height={height - 2} class={`kind ${KIND_TOKENS[node.work]}`} />
      <svg x="8" y="4" width="14" height="14" class="glyph">
        <use href={`#g-${node.value}`} />
      </svg>
      <text class="m" x="26" y="16">
        {parts.label}
      </text>
      {change && (
        <>
          <rect class="ground" x={width - 9} y={-8} width="16" height="15" />
          <text class="mark" x={width - 1} y="5" text-anchor="middle">
            {MARKS[change]}
          </text>
        </>
      )}
      {run && <use href={`#st-${run.state}`} x={width - 18} y="6" width="12" height="12" />}
      <text class="mu" x="10" y="32">
        {parts.summary}
      </text>
      <text class="mu" x="10" y="47">
        {run && isRunning ? `${run.done.toLocaleString("en-US")} of ${run.tasks.toLocaleString("en-US")} tasks` : parts.cost}
      </text>
      {run && isRunning ? (
        <rect class="progress" x="4" y={height - 3} width={run.tasks === 0 ? 0 : ((width - 5) * run.done) / run.tasks} height="2" />
      ) : (
        cost && cost.share > 0 && <rect class="heat" x="4" y={height - 3} width={(width - 5) * Math.min(1, cost.share)} height="2" />
      )}
      {expanded.value.has(node.id) && parts.grids.map(({ grid, x, y }, i) => <TaskGrid key={i} node={node} grid={grid} index={i} x={x} y={y} />)}
    </g>
  );
}

function TaskGrid({ node, grid, index, x, y }: { node: GraphNode; grid: Grid; index: number; x: number; y: number }) {
  void beat.value;
  const states = live.value?.states ?? null;
  const paths = gridPaths(grid, states);
  const { width, height } = gridSize(grid);
  const picked = task.value?.node === node.id && task.value.grid === index ? Math.floor(task.value.task / grid.perTile) : null;
  const pick = (event: MouseEvent) => {
    const area = (event.currentTarget as SVGElement).getBoundingClientRect();
    const scale = area.width / width;
    const found = taskAt(grid, (event.clientX - area.left) / scale, (event.clientY - area.top) / scale);
    if (found === undefined) return;
    event.stopPropagation();
    select(node);
    task.value = { node: node.id, grid: index, task: found };
  };
  return (
    <g transform={`translate(${x} ${y})`}>
      {grid.title !== "" && (
        <text class="ax" y="-5">
          {grid.title.slice(0, Math.max(4, Math.floor(width / 5.5)))}
        </text>
      )}
      {TASK_STATES.map(state => paths[state] && <path key={state} class={`s-${state} ${grid.perTile > 1 ? "tile" : ""}`} d={paths[state]} />)}
      {picked !== null && <rect class="pick" x={(picked % grid.columns) * STEP - 2} y={Math.floor(picked / grid.columns) * STEP - 2} width="16" height="16" />}
      <rect width={width} height={height} fill="transparent" onClick={pick} />
    </g>
  );
}
