/** What an empty panel says: what it is, why nothing is here, what next. Pure. */
import { basename } from "node:path";
import type { Empty } from "../../protocol/view.ts";

export const untrusted: Empty = {
  title: "Restricted mode: nothing runs",
  text: "Cells run code of this folder. Shapes and graphs are shown without running anything.",
  actions: [{ label: "Trust this folder", command: "workbench.trust.manage" }],
};

export const noFile: Empty = {
  title: "No file with cells",
  text: "Open a TypeScript file: its cells, results and graphs appear here.",
  actions: [{ label: "Open an example", command: "bask.openExample" }],
};

export const noCells = (file: string): Empty => ({
  title: `No cells in ${basename(file)}`,
  text: "A line that starts with // %% begins a cell.",
  actions: [
    { label: "Make cells", command: "bask.makeCells" },
    { label: "Run the whole file", command: "bask.runAll" },
  ],
});

export const notRunYet: Empty = {
  title: "Nothing has run yet",
  text: "Shift+Enter in the editor runs the cell under the cursor; its result takes a slot here.",
  actions: [{ label: "Run all cells", command: "bask.runAll" }],
};

export const notMeasured: Empty = {
  title: "Nothing measured yet",
  text: "Run a cell that computes something: its workers, operations and lines appear here with their times.",
  actions: [{ label: "Run all cells", command: "bask.runAll" }],
};

export const noGraph = (why: string): Empty => ({
  title: "No graph",
  text: why,
  actions: [{ label: "Show the log", command: "bask.showLog" }],
});

export const nothingLazy: Empty = {
  title: "Nothing lazy here",
  text: "This cell makes no array, frame, bag or delayed value.",
  actions: [{ label: "Show results", command: "bask.showResults" }],
};
