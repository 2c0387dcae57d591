/** What the parts of the extension share: each is made once in `activate` and handed on. */
import type * as vscode from "vscode";
import type { Notebooks } from "./notebooks.ts";
import type { GraphPanel } from "./panels/graph.ts";
import type { ProfilePanel } from "./panels/profile.ts";
import type { ResultsPanel } from "./panels/results.ts";
import type { Server } from "./server.ts";
import type { Flows } from "./session/flows.ts";
import type { SessionHost } from "./session/effects.ts";

export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly notebooks: Notebooks;
  readonly session: SessionHost;
  readonly server: Server;
  readonly flows: Flows;
  readonly results: ResultsPanel;
  readonly graph: GraphPanel;
  readonly profile: ProfilePanel;
}
