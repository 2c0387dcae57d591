/** The page of a webview: its scripts carry a nonce, and nothing else may run or be fetched. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

export function pageOf(webview: vscode.Webview, extension: vscode.Uri, view: "graph" | "profile" | "results"): string {
  const nonce = randomBytes(16).toString("base64");
  const source = webview.cspSource;
  const asset = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${source} data:`,
    `font-src ${source}`,
    `style-src ${source} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `connect-src ${source}`,
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bask ${view}</title>
<link rel="stylesheet" href="${asset(`${view}.css`)}">
</head>
<body>
<div id="root"></div>
<script nonce="${nonce}" src="${asset(`${view}.js`)}"></script>
</body>
</html>`;
}

export const panelOptions = (extension: vscode.Uri): vscode.WebviewPanelOptions & vscode.WebviewOptions => ({
  enableScripts: true,
  enableFindWidget: false,
  localResourceRoots: [vscode.Uri.joinPath(extension, "dist", "webview")],
});
