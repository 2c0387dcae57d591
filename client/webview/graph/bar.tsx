/** The toolbar: level, view, live progress; right: find, the other forms, fit, export. */
import { count, duration } from "../shared/format.ts";
import { post } from "../shared/host.ts";
import { Icon, State } from "../shared/symbols.tsx";
import { Toolbar } from "../shared/toolbar.tsx";
import { exportGraph } from "./export.ts";
import {
  difference,
  showsChanges,
  form,
  isNarrow,
  level,
  live,
  matches,
  optimized,
  progress,
  query,
  setOptimized,
  setWhole,
  shownForm,
  whole,
} from "./model.ts";
import { fit } from "./picture.tsx";

export function Bar() {
  return (
    <Toolbar label="Graph">
      <Choice
        label="Level"
        value={level.value}
        options={[
          ["collections", "Collections", "1"],
          ["tasks", "Tasks", "2"],
          ["density", "Density", "3"],
        ]}
        choose={value => (level.value = value)}
      />
      <span class="sep" />
      <Choice
        label="View"
        value={optimized.value ? "optimized" : "written"}
        options={[
          ["written", "As written", "O"],
          ["optimized", "Optimized", "O"],
        ]}
        choose={value => setOptimized(value === "optimized")}
      />
      <Progress />
      <span class="sp" />
      <span class="inp">
        <Icon name="search" />
        <input
          id="find"
          placeholder="Find in graph"
          aria-label="Find in graph"
          value={query.value}
          onInput={event => (query.value = event.currentTarget.value)}
        />
        {matches.value !== null && <span class="small">{matches.value.size}</span>}
      </span>
      {!isNarrow.value && (
        <Tool icon="list-tree" label="Tree (T)" on={shownForm.value === "tree"} act={() => (form.value = form.value === "tree" ? "picture" : "tree")} />
      )}
      {difference.value !== null && difference.value.summary !== "" && (
        <Tool icon="diff" label="Changes since the last run (D)" on={showsChanges.value} act={() => (showsChanges.value = !showsChanges.value)} />
      )}
      <Tool icon="files" label="All cells of the file (F)" on={whole.value} act={() => setWhole(!whole.value)} />
      {shownForm.value === "picture" && <Tool icon="screen-full" label="Fit (0)" act={() => fit()} />}
      <Tool icon="export" label="Export as SVG" act={() => exportGraph("svg")} />
      <Tool icon="code" label="Export as DOT" wide act={() => exportGraph("dot")} />
    </Toolbar>
  );
}

function Choice<T extends string>({
  label,
  value,
  options,
  choose,
}: {
  label: string;
  value: T;
  options: readonly (readonly [T, string, string])[];
  choose: (value: T) => void;
}) {
  return (
    <span class="seg" role="radiogroup" aria-label={label}>
      {options.map(([each, text, key]) => (
        <button
          key={each}
          role="radio"
          aria-checked={each === value}
          class={each === value ? "on" : ""}
          title={`${text} (${key})`}
          onClick={() => choose(each)}
        >
          {text}
        </button>
      ))}
    </span>
  );
}

export const Tool = ({ icon, label, on = false, wide = false, act }: { icon: string; label: string; on?: boolean; wide?: boolean; act: () => void }) => (
  <button class={`btn ${on ? "on" : ""} ${wide ? "wide-only" : ""}`} title={label} aria-label={label} aria-pressed={on} onClick={act}>
    <Icon name={icon} />
  </button>
);

function Progress() {
  const run = progress.value;
  if (run === null || run.ended || live.value === null) return null;
  return (
    <>
      <span class="sep" />
      <span class="live">
        <State state="running" />
        <span class="num">
          {count(run.done)} of {count(run.tasks)} tasks
        </span>
        <span class="meter" role="progressbar" aria-valuemin={0} aria-valuemax={run.tasks} aria-valuenow={run.done} aria-label="Tasks done">
          <i style={{ width: `${run.tasks === 0 ? 0 : (100 * run.done) / run.tasks}%` }} />
        </span>
        {live.value.replayed === undefined ? (
          <Tool icon="debug-stop" label="Interrupt" act={() => post({ type: "command", command: "bask.interrupt" })} />
        ) : (
          <span class="muted">at {duration(live.value.replayed)}</span>
        )}
      </span>
    </>
  );
}
