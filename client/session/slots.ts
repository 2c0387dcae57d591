/** What the results panel and the line ends say of a cell, from its run and its present text. Pure. */
import { cellHash } from "../../protocol/profile.ts";
import type { Shown } from "../../protocol/session.ts";
import type { RunProgress, Slot, SlotState } from "../../protocol/view.ts";
import { bytes, count, duration } from "../webview/shared/format.ts";
import { textOf, type NotebookCell, type Notebook } from "./notebook.ts";
import type { CellRun } from "./state.ts";

export function slotsOf(notebook: Notebook, cells: ReadonlyMap<string, CellRun>, progress: (run: CellRun) => RunProgress | null): Slot[] {
  return notebook.cells.flatMap(each => {
    const run = cells.get(each.id);
    return run === undefined || (each.cell.index === 0 && run.status === "ok" && run.values.length === 0 && run.output.length === 0)
      ? []
      : [slotOf(each, run, progress(run))];
  });
}

export function slotOf({ id, cell }: NotebookCell, run: CellRun, progress: RunProgress | null): Slot {
  const own =
    run.values.length > 0 || run.output.length > 0 || run.error !== null || run.before === null || !(run.status === "queued" || run.status === "running");
  const shown = own ? run : run.before!;
  return {
    id,
    cell: cell.index,
    title: cell.title || (cell.index === 0 ? "Set-up" : ""),
    state: slotState(cell, run),
    ms: run.status === "running" ? null : shown.ms,
    summary: shown.values.map(describe).join(" · "),
    values: shown.values,
    output: shown.output,
    error: shown.error,
    progress: run.status === "running" ? progress : null,
    peak: peakOf(shown),
    earlier: shown.isGone === true,
    hash: cellHash(run.job.cell.text),
  };
}

export function slotState(cell: NotebookCell["cell"], run: CellRun): SlotState {
  if (run.status === "queued" || run.status === "running" || run.status === "error" || run.status === "interrupted") return run.status;
  return isStale(cell, run) || run.isGone === true ? "stale" : "fresh";
}

/** Slots of a window that is gone, for the cells that have not run in this one: where the text is the same, as it was; else none. */
export function earlierSlots(notebook: Notebook, cells: ReadonlyMap<string, CellRun>, before: ReadonlyMap<string, Slot>): Slot[] {
  return notebook.cells.flatMap(({ id, cell }) => {
    const slot = before.get(id);
    if (slot === undefined || cells.has(id) || slot.hash !== cellHash(cell.text)) return [];
    return [{ ...slot, cell: cell.index, title: cell.title || slot.title, state: "stale", progress: null, earlier: true }];
  });
}

/** Ran with something else than it would now: by the dataflow of cells where the server has told it, else by the cell's own text. */
export const isStale = (cell: NotebookCell["cell"], run: CellRun): boolean =>
  run.ranKey !== undefined && run.presentKey !== undefined ? run.ranKey !== run.presentKey : textOf(run.job.cell) !== textOf(cell);

export function describe(value: Shown): string {
  switch (value.kind) {
    case "table":
      return `${count(value.rows)} ${value.rows === 1 ? "row" : "rows"}${value.columns.length > 1 ? ` × ${count(value.columns.length)} columns` : ""}`;
    case "array":
      return `${value.dtype} [${value.shape.map(count).join(" × ")}]`;
    case "lazy":
      return value.text.split("\n", 1)[0]!;
    case "value":
      return clip(value.text.split("\n", 1)[0]!, 40);
    default:
      return { html: "HTML", markdown: "Markdown", svg: "picture" }[value.kind];
  }
}

const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

const tasksOf = (run: CellRun): number => run.computes.reduce((sum, each) => sum + each.started.tasks, 0);
const doneOf = (run: CellRun): number => run.computes.reduce((sum, each) => sum + Math.min(each.done, each.started.tasks), 0);
const peakOf = (run: CellRun): number | null =>
  run.computes.reduce<number | null>((most, each) => (each.profile === null ? most : Math.max(most ?? 0, each.profile.peak)), null);

/** `✓ 10 rows · 35 tasks · 62 ms · peak 41 MB` */
export function lineEnd(cell: NotebookCell["cell"], run: CellRun): string {
  const tasks = tasksOf(run);
  const peak = peakOf(run);
  const figures = [
    ...(run.values.length > 0 ? [describe(run.values.at(-1)!)] : []),
    ...(tasks > 0 ? [`${count(tasks)} ${tasks === 1 ? "task" : "tasks"}`] : []),
    ...(run.ms === null ? [] : [duration(run.ms)]),
    ...(peak === null || peak === 0 ? [] : [`peak ${bytes(peak)}`]),
  ];
  switch (run.status) {
    case "queued":
      return "queued";
    case "running":
      return tasks === 0 ? "running" : `running · ${count(doneOf(run))} of ${count(tasks)} tasks`;
    case "interrupted":
      return `interrupted${run.ms === null ? "" : ` after ${duration(run.ms)}`}`;
    case "error":
      return `stopped${run.ms === null ? "" : ` after ${duration(run.ms)}`}${tasks === 0 ? "" : ` · ${count(doneOf(run))} of ${count(tasks)} tasks done`}`;
    case "ok":
      if (isStale(cell, run)) return `stale · ${[...figures, "from before the edit"].join(" · ")}`;
      return run.isGone === true ? [...figures, "from an earlier session"].join(" · ") : `✓ ${figures.join(" · ")}`;
  }
}
