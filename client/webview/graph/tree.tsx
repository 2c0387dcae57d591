/** The same graph as a tree: each expression with what it is, where its inputs come from, and its state. */
import type { GraphNode } from "../../../protocol/graph.ts";
import { count } from "../shared/format.ts";
import { Glyph, Icon, State } from "../shared/symbols.tsx";
import { costOf } from "./boxes.ts";
import { changes, expanded, matches, measured, nodesLive, select, selected, toggleExpanded, view } from "./model.ts";
import { inOrder, inputsOf } from "./neighbours.ts";

export function Tree() {
  const graph = view.value;
  if (graph === null) return null;
  const nodes = inOrder(graph).filter(node => matches.value === null || matches.value.has(node.id));
  const stop = nodes.find(node => node.id === selected.value?.id) ?? nodes[0];
  return (
    <div class="tree" role="tree" aria-label="Expressions of the graph">
      {nodes.map(node => (
        <Item key={node.name} node={node} inputs={inputsOf(graph, node.id).map(each => graph.nodes[each]!)} isStop={node === stop} />
      ))}
    </div>
  );
}

function Item({ node, inputs, isStop }: { node: GraphNode; inputs: readonly GraphNode[]; isStop: boolean }) {
  const isOpen = expanded.value.has(node.id);
  const run = nodesLive.value.get(node.id);
  const isOn = selected.value?.id === node.id;
  const from = inputs.length === 0 ? "reads no other" : `from ${inputs.map(each => each.variable ?? each.label).join(", ")}`;
  return (
    <>
      <div
        class={`row ${isOn ? "on" : ""}`}
        role="treeitem"
        aria-level={1}
        aria-expanded={isOpen}
        aria-selected={isOn}
        tabindex={isStop ? 0 : -1}
        data-node={node.id}
        onClick={() => select(node)}
      >
        <button class="twist" tabindex={-1} aria-hidden="true" onClick={event => (event.stopPropagation(), toggleExpanded(node))}>
          <Icon name={isOpen ? "chevron-down" : "chevron-right"} />
        </button>
        <Glyph kind={node.value} />
        <span class="mono">{node.label}</span>
        {changes.value.has(node.id) && <span class={`change ${changes.value.get(node.id)!.kind}`}>{changes.value.get(node.id)!.kind}</span>}
        {node.variable && <span class="muted mono">{node.variable}</span>}
        <span class="muted grow">{node.summary}</span>
        <span class="muted num">{run ? `${count(run.done)} of ${count(run.tasks)} tasks` : costOf(node, measured.value.get(node.id))}</span>
        {run && (
          <>
            <State state={run.state} />
            <span class="hidden">{run.state}</span>
          </>
        )}
      </div>
      {isOpen &&
        [["inputs", from] as const, ...node.facts, ["how", node.how] as const]
          .filter(([, value]) => value !== "")
          .map(([name, value]) => (
            <div class="row fact" role="treeitem" aria-level={2} key={`${node.name} ${name}`} tabindex={-1}>
              <span class="muted">{name}</span>
              <span class="grow">{value}</span>
            </div>
          ))}
    </>
  );
}
