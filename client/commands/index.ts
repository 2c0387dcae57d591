/** Every command by its name without `bask.`; a test holds this list against the manifest. */
import { exportGraphDot, exportGraphSvg } from "./export-graph.ts";
import { goToCell, makeCells, nextCell, previousCell, runAndInsert, runCellAndAdvance } from "./move.ts";
import { runAbove, runAll, runBelow, runCell, runNamedCell, runNeeded } from "./run.ts";
import { openExample, refreshVariables, revealLine, showLog, showProfile, showResults, visualizeGraph } from "./show.ts";
import { holdStop, interrupt, restart, stopNow } from "./stop.ts";

export const commands = {
  runCell,
  runCellAndAdvance,
  runAndInsert,
  runAbove,
  runBelow,
  runAll,
  runNeeded,
  runNamedCell,
  previousCell,
  nextCell,
  goToCell,
  makeCells,
  interrupt,
  stopNow,
  holdStop,
  restart,
  visualizeGraph,
  showResults,
  showProfile,
  revealLine,
  showLog,
  refreshVariables,
  openExample,
  exportGraphSvg,
  exportGraphDot,
} as const;
