/** What the control thread and the thread of user code say to each other. */

import type { CellText, FromSession, SessionSettings, Variable } from "../../protocol/session.ts";

export type ToMain =
  | { readonly type: "hello"; readonly cacheDir: string; readonly settings: SessionSettings }
  | { readonly type: "run"; readonly run: number; readonly cell: CellText; readonly fileText: string }
  /** Sent again until it is answered: ending execution may take a message with it. */
  | { readonly type: "interrupt"; readonly run: number }
  | { readonly type: "rows"; readonly request: number; readonly result: string; readonly start: number; readonly end: number }
  | { readonly type: "shutdown" };

export type FromMain =
  | { readonly type: "forward"; readonly message: FromSession }
  | {
      readonly type: "ended";
      readonly run: number;
      readonly message: Extract<FromSession, { type: "cellEnded" }>;
      readonly file: string;
      readonly variables: readonly Variable[];
    }
  | { readonly type: "booted"; readonly workers: number; readonly bask: string };
