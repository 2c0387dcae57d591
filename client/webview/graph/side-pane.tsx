/** The selected node in words: what it is, its cost, how it is made, what to do with it. A picked task stands above. */
import type { GraphNode, Site } from "../../../protocol/graph.ts";
import { TASK_STATES } from "../../../protocol/view.ts";
import { Figure } from "../shared/figure.tsx";
import { bytes, count, duration } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { Glyph, Icon, State } from "../shared/symbols.tsx";
import { blockOf, gridsOf } from "./grid.ts";
import { beat, changes, costs, expanded, form, level, live, measured, nodesLive, select, selected, task, toggleExpanded, view } from "./model.ts";

const STATE_WORDS = {
  waiting: "Waiting",
  ready: "Ready",
  running: "Running",
  memory: "In memory",
  spilled: "On disk",
  released: "Released",
  erred: "Erred",
  stale: "Stale",
} as const;

export function SidePane() {
  const node = selected.value;
  if (node === null) {
    return (
      <aside class="pane" aria-label="Selection">
        <div class="sect muted small">Select a node: the editor selects the call that made it.</div>
      </aside>
    );
  }
  return (
    <aside class="pane" aria-label={`Selection: ${node.label}`}>
      <div class="sect">
        <div class="name">
          <Glyph kind={node.value} />
          <span class="mono">{node.label}</span>
        </div>
        <div class="mono muted wrap">{node.variable ? `${node.variable}` : node.name}</div>
        <Places sites={node.sites} />
      </div>
      <PickedTask node={node} />
      <div class="sect">
        <h3 class="hd">What it is</h3>
        <dl class="kv">
          {node.facts
            .filter(([, value]) => value !== "")
            .map(([name, value]) => [
              <dt key={name}>{name}</dt>,
              <dd key={`${name}:`} title={value}>
                {value}
              </dd>,
            ])}
        </dl>
      </div>
      <ChangeRows node={node} />
      <Cost node={node} />
      {node.how !== "" && (
        <div class="sect">
          <h3 class="hd">How it is made</h3>
          <div class="small muted">{node.how}</div>
        </div>
      )}
      <Actions node={node} />
    </aside>
  );
}

const place = (site: Site): string => `${site.file.slice(site.file.lastIndexOf("/") + 1)}:${site.line + 1}:${site.character + 1}`;

function Places({ sites }: { sites: readonly Site[] }) {
  return (
    <div class="small places">
      {sites.slice(0, 4).map(site => (
        <button class="link" key={place(site)} onClick={() => post({ type: "reveal", site, focus: true })}>
          {place(site)}
        </button>
      ))}
    </div>
  );
}

/** What the text since the last run has made of it. */
function ChangeRows({ node }: { node: GraphNode }) {
  const change = changes.value.get(node.id);
  if (change === undefined) return null;
  const { was } = change;
  const isGone = change.kind === "removed";
  const rows: (readonly [string, number | null, number | null, (value: number) => string])[] = [
    ["tasks", was?.tasks ?? null, isGone ? null : node.tasks, count],
    ["size", was?.bytes ?? null, isGone ? null : node.bytes, bytes],
  ];
  return (
    <div class="sect">
      <table class="t cost">
        <thead>
          <tr>
            <th>
              Since the last run <span class={`change ${change.kind}`}>{change.kind}</span>
            </th>
            <th class="num">was</th>
            <th class="num">is</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, old, now, text]) => (
            <tr key={name}>
              <td class="muted">{name}</td>
              <Figure text={old === null ? (was === null ? "" : "?") : text(old)} />
              <Figure text={now === null ? (isGone ? "" : "?") : text(now)} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cost({ node }: { node: GraphNode }) {
  const last = measured.value.get(node.id);
  const cost = costs.value.get(node.name);
  const known = (value: number | null | undefined, text: (value: number) => string) => (value == null ? "?" : text(value));
  const rows: (readonly [string, string, string | null])[] = [
    ["tasks", known(node.tasks, count), last ? count(last.tasks) : null],
    ["size", known(node.bytes, bytes), last ? bytes(last.bytes) : null],
    ["work", "", last ? duration(last.work) : null],
    ...(last?.slowest ? [["slowest", "", duration(last.slowest.ms)] as const] : []),
  ];
  // A run that ended in something else took what that needed, not this.
  const run = last && view.value?.outputs.includes(node.id) ? last.run : undefined;
  const whole: (readonly [string, string, string | null])[] =
    cost === undefined
      ? []
      : [
          ...(cost.read === null && !run?.read ? [] : [["read", known(cost.read, bytes), run?.read ? bytes(run.read) : null] as const]),
          ...(cost.moved ? [["moved", bytes(cost.moved), null] as const] : []),
          ["peak", known(cost.peak, bytes), run ? bytes(run.peak) : null],
          ["time", known(cost.wall, duration), run ? duration(run.wall) : null],
        ];
  return (
    <div class="sect">
      <table class="t cost">
        <thead>
          <tr>
            <th>Cost</th>
            <th class="num">predicted</th>
            {last && <th class="num">last run</th>}
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([name, , was]) => name !== "work" || was !== null)
            .map(([name, predicted, was]) => (
              <tr key={name}>
                <td class="muted">{name}</td>
                <Figure text={predicted} />
                {last && <Figure text={was ?? ""} />}
              </tr>
            ))}
        </tbody>
      </table>
      {last && last.with.length > 0 && <div class="small muted">In the same tasks: {last.with.join(", ")}.</div>}
      {whole.length > 0 && (
        <table class="t cost">
          <thead>
            <tr>
              <th>With all it needs</th>
              <th class="num">predicted</th>
              {last && <th class="num">{run ? "last run" : ""}</th>}
            </tr>
          </thead>
          <tbody>
            {whole.map(([name, predicted, was]) => (
              <tr key={name}>
                <td class="muted">{name}</td>
                <Figure text={predicted} />
                {last && <Figure text={was ?? ""} />}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {last && run === undefined && (
        <div class="small muted">
          The run that did it: {duration(last.run.wall)}, peak {bytes(last.run.peak)}.
        </div>
      )}
    </div>
  );
}

function PickedTask({ node }: { node: GraphNode }) {
  void beat.value;
  const picked = task.value;
  if (picked === null || picked.node !== node.id) return null;
  const grid = gridsOf(node, nodesLive.value.get(node.id)?.layers ?? [], level.value === "density")[picked.grid];
  if (grid === undefined) return null;
  const byte = grid.first === null ? 0 : (live.value?.states[grid.first + picked.task] ?? 0);
  const state = TASK_STATES[byte]!;
  const last = Math.min(grid.size, picked.task + grid.perTile) - 1;
  return (
    <div class="sect">
      <div class="name">
        <State state={state} />
        <b>{live.value === null ? "Not run" : STATE_WORDS[state]}</b>
      </div>
      <div class="mono wrap">
        {grid.perTile === 1 ? `${node.name}${blockOf(grid, picked.task)}` : `tasks ${count(picked.task)} to ${count(last)} of ${count(grid.size)}`}
      </div>
    </div>
  );
}

function Actions({ node }: { node: GraphNode }) {
  const isOpen = expanded.value.has(node.id);
  const tasks = node.tasks === null ? "its tasks" : `its ${count(node.tasks)} ${node.tasks === 1 ? "task" : "tasks"}`;
  return (
    <div class="sect acts">
      <h3 class="hd">Actions</h3>
      <Action
        icon={isOpen ? "collapse-all" : "expand-all"}
        label={isOpen ? `Hide ${tasks}` : `Show ${tasks}`}
        keys={isOpen ? "⌫" : "E"}
        act={() => toggleExpanded(node)}
      />
      {node.sites.length > 0 && <Action icon="go-to-file" label="Go to the call" keys="Enter" act={() => select(node, { focus: true })} />}
      <Action icon="list-tree" label="Show the plan as text" keys="P" act={() => (form.value = "plan")} />
      <Action icon="copy" label="Copy the key" keys="C" act={() => post({ type: "copy", text: node.name, what: "key" })} />
    </div>
  );
}

const Action = ({ icon, label, keys, act }: { icon: string; label: string; keys: string; act: () => void }) => (
  <button class="act link" onClick={act}>
    <Icon name={icon} />
    {label}
    <span class="key">{keys}</span>
  </button>
);
