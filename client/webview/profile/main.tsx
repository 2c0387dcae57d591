/** The profile view: one sentence and the figures, the timeline, and the tables of the same data. */
import { baseName, start } from "../shared/start.tsx";
import "./profile.css";
import { bytes, count, duration, percent } from "../shared/format.ts";
import { EmptyView } from "../shared/empty.tsx";
import { post } from "../shared/host.ts";
import { Icon } from "../shared/symbols.tsx";
import { Toolbar } from "../shared/toolbar.tsx";
import { Compare } from "./compare.tsx";
import { operationRows } from "./figures.ts";
import { chooseTask, compared, empty, figures, file, fit, pan, play, receive, runs, shown, stepTo, task, zoom } from "./model.ts";
import { Replay } from "./replay.tsx";
import { Lines, Operations, WhyNotParallel } from "./tables.tsx";
import { Timeline } from "./timeline.tsx";

function App() {
  if (empty.value !== null) return <EmptyView empty={empty.value} icon="graph" />;
  if (shown.value === null) return <p class="wait muted">Reading the profile.</p>;
  return (
    <div class="profile">
      <header>
        <h1 class="hidden">Profile of {baseName(file.value)}</h1>
        <Bar />
      </header>
      <main>
        <Head />
        <Timeline />
        <Replay />
        <div class="low">
          <Compare />
          <Operations />
          <Lines />
          <WhyNotParallel />
        </div>
      </main>
    </div>
  );
}

function Bar() {
  return (
    <Toolbar label="Profile">
      <label for="run">Run</label>
      <select id="run" class="sel" value={shown.value!.compute} onChange={event => post({ type: "chooseRun", compute: Number(event.currentTarget.value) })}>
        {runs.value.map(({ compute, cell, title, started }) => (
          <option key={compute} value={compute}>
            {`cell ${cell}${title ? `, ${title}` : ""}, ${new Date(started).toLocaleTimeString("en-GB")}`}
          </option>
        ))}
      </select>
      <label for="compare">Compare with</label>
      <select
        id="compare"
        class="sel"
        value={String(compared.value?.compute ?? "")}
        onChange={event => post({ type: "compareWith", compute: event.currentTarget.value === "" ? null : Number(event.currentTarget.value) })}
      >
        <option value="">nothing</option>
        {runs.value
          .filter(({ isComparable }) => isComparable)
          .map(({ compute, started }) => (
            <option key={compute} value={String(compute)}>
              {new Date(started).toLocaleTimeString("en-GB")}
            </option>
          ))}
      </select>
      <span class="sp" />
      <Tool icon="zoom-in" label="Zoom in (W)" act={() => zoom(0.6)} />
      <Tool icon="zoom-out" label="Zoom out (S)" act={() => zoom(1.7)} />
      <Tool icon="screen-full" label="All of it (0)" act={fit} />
    </Toolbar>
  );
}

const Tool = ({ icon, label, act }: { icon: string; label: string; act: () => void }) => (
  <button class="btn" title={label} aria-label={label} onClick={act}>
    <Icon name={icon} />
  </button>
);

function Head() {
  const { profile, kinds, layers } = shown.value!;
  const { busy, faster, chain } = figures.value!;
  const [most] = operationRows(profile, kinds, layers);
  const cells: (readonly [string, string])[] = [
    [duration(profile.wall), "time"],
    [count(profile.tasks), profile.error === null ? "tasks, 0 erred" : "tasks, stopped by an error"],
    [percent(busy, 1), `of ${profile.workers} workers busy`],
    [bytes(profile.peak), "peak"],
    ...(profile.spilled ? [[bytes(profile.spilled), `to disk, ${bytes(profile.readBack ?? 0)} read back`] as const] : []),
    [duration(chain), "longest chain"],
    [`${faster.toFixed(1)} ×`, "work in that time"],
  ];
  return (
    <div class="sum">
      {cells.map(([value, name]) => (
        <div key={name}>
          <b>{value}</b>
          {name}
        </div>
      ))}
      {most !== undefined && (
        <p>
          {percent(most.share, 1)} of the work is {most.label}
          {most.site && (
            <>
              ,{" "}
              <button class="link" onClick={() => post({ type: "reveal", site: most.site!, focus: false })}>
                line {most.site.line + 1}
              </button>
            </>
          )}
          .
        </p>
      )}
    </div>
  );
}

addEventListener("keydown", event => {
  if (/^(INPUT|SELECT)$/.test((event.target as HTMLElement).tagName) || event.ctrlKey || event.metaKey || event.altKey || shown.value === null) return;
  const keys: Record<string, () => void> = {
    w: () => zoom(0.6),
    s: () => zoom(1.7),
    a: () => pan(-0.2),
    d: () => pan(0.2),
    "0": fit,
    " ": play,
    ",": () => stepTo(-1),
    ".": () => stepTo(1),
    Escape: () => post({ type: "toEditor" }),
    ArrowRight: () => step(1),
    ArrowLeft: () => step(-1),
  };
  if (event.key === " " && /^(BUTTON|A)$/.test((event.target as HTMLElement).tagName)) return;
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act === undefined || (event.key.startsWith("Arrow") && (event.target as HTMLElement).tagName !== "CANVAS")) return;
  act();
  event.preventDefault();
});

/** To the next task in the order of the run. */
function step(by: number): void {
  const tasks = shown.value?.spans?.start.length ?? 0;
  if (tasks > 0) chooseTask(((((task.value ?? (by > 0 ? -1 : 0)) + by) % tasks) + tasks) % tasks);
}
start(App, receive);
