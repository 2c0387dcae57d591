/** The language server as a process: over stdio, or the channel of the node process that started it. */

import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./lsp.ts";

// Without an argument that names a transport, a terminal means stdio.
const named = process.argv.some(
  argument => argument === "--stdio" || argument === "--node-ipc" || argument.startsWith("--socket") || argument.startsWith("--pipe"),
);
if (!named) process.argv.push("--stdio");

// Analysis is guarded where it is made; what slips through must not take the editor's server down.
process.on("uncaughtException", error => console.error(error));
process.on("unhandledRejection", error => console.error(error));

serve(createConnection(ProposedFeatures.all));
