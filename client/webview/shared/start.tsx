/** How every view begins: its styles, the symbols once in the page, the messages. */
import "@vscode/codicons/dist/codicon.css";
import "../tokens.css";
import "../bask.css";
import "../base.css";
import { render, type ComponentType } from "preact";
import type { ToView } from "../../../protocol/view.ts";
import { connect } from "./host.ts";
import { Symbols } from "./symbols.tsx";

/** Draws `App` into the page and gives it what the extension sends. */
export function start(App: ComponentType, receive: (message: ToView) => void): void {
  render(
    <>
      <Symbols />
      <App />
    </>,
    document.getElementById("root")!,
  );
  connect(receive);
}

export const baseName = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
