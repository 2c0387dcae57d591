/** The side bar: what the session holds, the cells and their states, the names they made. Native trees. */
import * as vscode from "vscode";
import type { App } from "../app.ts";
import { bytes, duration } from "../webview/shared/format.ts";
import { slotState } from "../session/slots.ts";
import { statusOf } from "../session/status.ts";
import type { SlotState } from "../../protocol/view.ts";
import { runnable } from "../session/notebook.ts";

type Parts = Pick<App, "notebooks" | "session">;

interface Row {
  readonly id?: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly tooltip?: string;
  readonly command?: vscode.Command;
}

export function sideBar(app: Parts): vscode.Disposable {
  const session = tree("bask.session", () => sessionRows(app));
  const cells = tree("bask.cells", () => cellRows(app));
  const variables = tree("bask.variables", () => variableRows(app));
  const all = () => [session, cells, variables].forEach(each => each.refresh());
  return vscode.Disposable.from(
    session,
    cells,
    variables,
    app.session.onDidChange(all),
    app.notebooks.onDidChange(() => cells.refresh()),
    vscode.window.onDidChangeActiveTextEditor(() => cells.refresh()),
  );
}

/** A flat tree over rows that are made when asked for, at most ten times a second. */
function tree(view: string, rows: () => readonly Row[]): vscode.Disposable & { refresh(): void } {
  const changed = new vscode.EventEmitter<void>();
  let timer: NodeJS.Timeout | undefined;
  const provider: vscode.TreeDataProvider<Row> = {
    onDidChangeTreeData: changed.event,
    getChildren: row => (row === undefined ? [...rows()] : []),
    getTreeItem: row => {
      const item = new vscode.TreeItem(row.label);
      if (row.id !== undefined) item.id = row.id;
      if (row.description !== undefined) item.description = row.description;
      if (row.icon !== undefined) item.iconPath = row.icon;
      if (row.command !== undefined) item.command = row.command;
      item.tooltip = row.tooltip ?? `${row.label} ${row.description ?? ""}`.trim();
      return item;
    },
  };
  const registered = vscode.window.registerTreeDataProvider(view, provider);
  return {
    refresh: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed.fire();
      }, 100);
    },
    dispose: () => {
      clearTimeout(timer);
      registered.dispose();
      changed.dispose();
    },
  };
}

const icon = (name: string, color?: string) => new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));

function sessionRows({ session }: Parts): Row[] {
  const { state } = session;
  if (state.phase === "off") return [];
  const status = statusOf(state, Date.now());
  const label = status.text.replace(/\$\([^)]*\) ?/g, "").replace(/^Bask:? ?/, "");
  const rows: Row[] = [
    {
      label: label === "" ? "Idle" : label.charAt(0).toUpperCase() + label.slice(1),
      icon: stateIcon(state.phase, state.stopping !== null),
      tooltip: status.tooltip,
    },
  ];
  if (state.failure)
    rows.push({
      label: state.failure.title,
      description: state.failure.detail,
      icon: icon("error", "list.errorForeground"),
      command: { command: "bask.showLog", title: "Show Log" },
    });
  if (state.stopping?.until != null) {
    rows.push({ label: "Now", description: "go on without waiting", icon: icon("debug-step-over"), command: { command: "bask.stopNow", title: "Stop Now" } });
    rows.push({ label: "Wait", description: "do not go on by itself", icon: icon("debug-pause"), command: { command: "bask.holdStop", title: "Hold" } });
  }
  const peak = [...state.cells.values()].flatMap(cell => cell.computes).reduce((most, each) => Math.max(most, each.profile?.peak ?? 0), 0);
  if (peak > 0) rows.push({ label: "Peak memory", description: bytes(peak), icon: icon("database") });
  if (state.ready) {
    rows.push({ label: "Workers", description: String(state.ready.workers), icon: icon("server-process") });
    rows.push({ label: "Node", description: state.ready.node, icon: icon("versions"), tooltip: `Process ${state.ready.pid}` });
    rows.push({ label: "bask", description: state.ready.version, icon: icon("package"), tooltip: state.ready.bask });
  }
  return rows;
}

const stateIcon = (phase: string, stopping: boolean): vscode.ThemeIcon => {
  if (stopping) return icon("warning", "list.warningForeground");
  if (phase === "failed") return icon("error", "list.errorForeground");
  return phase === "idle" ? icon("circle-large-outline") : icon("sync~spin");
};

const CELL_ICONS: Record<SlotState | "new", vscode.ThemeIcon> = {
  fresh: icon("check"),
  stale: icon("history", "charts.yellow"),
  queued: icon("watch"),
  running: icon("sync~spin", "charts.blue"),
  error: icon("error", "charts.red"),
  interrupted: icon("debug-stop"),
  new: icon("circle-large-outline"),
};

function cellRows({ notebooks, session }: Parts): Row[] {
  const document = vscode.window.activeTextEditor?.document ?? vscode.window.visibleTextEditors[0]?.document;
  const notebook = document && notebooks.file(document.uri.fsPath);
  if (notebook === undefined || notebook.cells.length < 2) return [];
  return runnable(notebook).map(({ id, cell }) => {
    const run = session.state.cells.get(id);
    const state = run === undefined ? "new" : slotState(cell, run);
    const isOfBefore = state === "stale" && run?.isGone === true;
    const said = isOfBefore
      ? "from an earlier session"
      : state === "fresh" || state === "error"
        ? run?.ms == null
          ? ""
          : duration(run.ms)
        : state === "new"
          ? ""
          : state;
    const label = `${cell.index}  ${cell.title || (cell.index === 0 ? "Set-up" : "Cell")}`;
    return {
      id,
      label,
      description: said,
      icon: CELL_ICONS[state],
      tooltip: `${label}: ${state === "new" ? "not run" : isOfBefore ? said : state}`,
      command: { command: "bask.goToCell", title: "Go to Cell", arguments: [id] },
    };
  });
}

function variableRows({ session }: Parts): Row[] {
  return session.state.variables.map(variable => ({
    label: variable.name,
    description: variable.summary,
    icon: variableIcon(variable.type),
    tooltip: `${variable.name}: ${variable.type}\n${variable.summary}`,
  }));
}

function variableIcon(type: string): vscode.ThemeIcon {
  const kind = type.toLowerCase();
  if (/frame|table|series/.test(kind)) return icon("table");
  if (/ndarray|array/.test(kind)) return icon("symbol-array");
  if (/bag/.test(kind)) return icon("symbol-misc");
  if (/function/.test(kind)) return icon("symbol-function");
  if (/number|bigint/.test(kind)) return icon("symbol-number");
  if (/string/.test(kind)) return icon("symbol-string");
  return icon("symbol-variable");
}
