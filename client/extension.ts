/** The extension: each part is made once, in the order in which they need each other. */
import * as vscode from "vscode";
import type { App } from "./app.ts";
import { commands } from "./commands/index.ts";
import { contextKeys } from "./features/context-keys.ts";
import { lineEnds } from "./features/line-ends.ts";
import { sideBar } from "./features/side-bar.ts";
import { statusBar } from "./features/status-bar.ts";
import { Notebooks } from "./notebooks.ts";
import { GraphPanel } from "./panels/graph.ts";
import { ProfilePanel } from "./panels/profile.ts";
import { ResultsPanel } from "./panels/results.ts";
import { Server } from "./server.ts";
import { Flows } from "./session/flows.ts";
import { SessionHost } from "./session/effects.ts";

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Bask", { log: true });
  const notebooks = new Notebooks();
  const session = new SessionHost(context, log);
  server = new Server(context, log);
  const results = new ResultsPanel(context, log, notebooks, session);
  const graph = new GraphPanel(context, log, notebooks, session, server);
  const profile = new ProfilePanel(context, log, notebooks, session, graph);
  const flows = new Flows(notebooks, session, server);
  const app: App = { context, log, notebooks, session, server, flows, results, graph, profile };

  context.subscriptions.push(
    log,
    notebooks,
    session,
    flows,
    results,
    graph,
    profile,
    contextKeys(app),
    lineEnds(app),
    statusBar(app),
    sideBar(app),
    ...Object.entries(commands).map(([name, run]) => register(app, name, run as Handler)),
  );
}

/** The server ends with an answer: VS Code waits for it. */
export const deactivate = (): Promise<void> | undefined => server?.dispose();

type Handler = (app: App, ...args: unknown[]) => unknown;

function register(app: App, name: string, run: Handler): vscode.Disposable {
  return vscode.commands.registerCommand(`bask.${name}`, async (...args: unknown[]) => {
    try {
      return await run(app, ...args);
    } catch (error) {
      app.log.error(`bask.${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      void vscode.window.showErrorMessage(`Bask: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  });
}
