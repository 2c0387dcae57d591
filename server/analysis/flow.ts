/** The dataflow of a text's cells, with what the evaluation found out about files: the data that cells read, the modules that they import. */

import type { CellFlow } from "../../protocol/editor.ts";
import { dataflow, ownDigest } from "../../runtime/cells/dataflow.ts";
import { digestOf } from "../../runtime/cells/digest.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import type TS from "typescript";
import type { Analysis } from "./analysis.ts";
import type { ModuleReader } from "./evaluate/program.ts";
import { ts } from "./typescript.ts";

/** Of `text`, which may be an older one than that of the analysis: what a cell reads is known where its syntax is the same. */
export function flowOfCells(text: string, file: string, analysis: Analysis | undefined, reader: ModuleReader): CellFlow[] {
  const data = dataByDigest(analysis);
  const modules = new Map<string, string>();
  return dataflow(splitCells(text), {
    dataOf: (_cell, own) => (analysis === undefined ? null : (data.get(own) ?? null)),
    moduleOf: specifier => moduleDigest(specifier, file, reader, modules),
  });
}

/** What each cell of an analysed text reads, by its syntax. */
function dataByDigest(analysis: Analysis | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (analysis === undefined) return found;
  const files = analysis.program.evaluation.files;
  for (const { cell } of analysis.cells) {
    const seen = files.filter(each => cell.startOffset < each.offset && each.offset <= cell.endOffset).flatMap(each => [...each.seen]);
    const texts = [...new Map(seen)].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
    found.set(ownDigest(cell.text), texts.length === 0 ? "" : digestOf(...texts));
  }
  return found;
}

/** A module with all that it imports from beside it; empty where it cannot be read. */
function moduleDigest(specifier: string, from: string, reader: ModuleReader, known: Map<string, string>): string {
  const found = reader(specifier, from);
  if (found === undefined) return "";
  const before = known.get(found.file);
  if (before !== undefined) return before;
  known.set(found.file, "");
  const inner = found.source.statements.flatMap(statement => {
    const { moduleSpecifier } = statement as TS.ImportDeclaration | TS.ExportDeclaration;
    const follows =
      (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) && moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier);
    return follows && (moduleSpecifier as TS.StringLiteral).text.startsWith(".")
      ? [moduleDigest((moduleSpecifier as TS.StringLiteral).text, found.file, reader, known)]
      : [];
  });
  const digest = digestOf(found.json ?? ownDigest(found.source.text), ...inner);
  known.set(found.file, digest);
  return digest;
}
