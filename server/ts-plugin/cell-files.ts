/** Which files have cells, remembered for each version of a file. */
import type ts from "typescript";
import { scanMarkers } from "../../runtime/cells/markers.ts";

export interface CellFiles {
  has(file: string): boolean;
}

export function cellFiles(host: ts.LanguageServiceHost): CellFiles {
  const known = new Map<string, { version: string; cells: boolean }>();
  return {
    has(file) {
      const version = host.getScriptVersion(file);
      const before = known.get(file);
      if (before?.version === version) return before.cells;
      const snapshot = host.getScriptSnapshot(file);
      const text = snapshot?.getText(0, snapshot.getLength()) ?? "";
      const cells = text.includes("%%") && scanMarkers(text).markers.length > 0;
      known.set(file, { version, cells });
      return cells;
    },
  };
}
