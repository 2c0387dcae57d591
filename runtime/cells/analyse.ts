/** What a cell declares, uses, assigns and imports, or why it cannot be read. Places are in the file, not in the cell. */

import type { Cell, Declaration, Place, Problem } from "./cell.ts";
import { isProblem } from "./blank.ts";
import { importsOf } from "./imports.ts";
import { freeReferences, isReassignment, topNames } from "./names.ts";
import { placeAt } from "./place.ts";
import { readSource, type Source } from "./read.ts";
import type { Node, Reference } from "./tree.ts";

export interface NameUse extends Place {
  readonly name: string;
}

export interface CellImport extends Place {
  readonly specifier: string;
  readonly names: readonly { readonly local: string; readonly imported: string }[];
}

export interface CellAnalysis {
  readonly declares: readonly Declaration[];
  /** Names it uses and does not declare, globals among them: each once, at its first use. */
  readonly references: readonly NameUse[];
  /** Names it assigns outside their declaration, its own among them: each once, at the first assignment. */
  readonly assigns: readonly NameUse[];
  readonly imports: readonly CellImport[];
  /** Does it wait at its top level? */
  readonly awaits: boolean;
  readonly problems: readonly Problem[];
}

const NOTHING = { declares: [], references: [], assigns: [], imports: [], awaits: false };

/** Each run and each keystroke asks about all cells of a file, of which one has changed. */
const KEPT = 2000;
const analysed = new Map<string, CellAnalysis>();

export function analyseCell(cell: Pick<Cell, "text" | "startLine">): CellAnalysis {
  let found = analysed.get(cell.text);
  if (!found) {
    const source = readSource(cell.text);
    found = isProblem(source) ? { ...NOTHING, problems: [source] } : analysisOf(source, 0);
    if (analysed.size >= KEPT) analysed.delete(analysed.keys().next().value!);
    analysed.set(cell.text, found);
  }
  return shifted(found, cell.startLine);
}

function shifted(analysis: CellAnalysis, lines: number): CellAnalysis {
  if (lines === 0) return analysis;
  const move = <T extends Place>(places: readonly T[]): T[] => places.map(p => ({ ...p, line: p.line + lines }));
  const { declares, references, assigns, imports, awaits, problems } = analysis;
  return { declares: move(declares), references: move(references), assigns: move(assigns), imports: move(imports), awaits, problems: move(problems) };
}

/** The same for a text that is parsed already. */
export function analysisOf(source: Source, startLine: number): CellAnalysis {
  const { tree, starts } = source;
  const at = (node: Node): Place => {
    const place = placeAt(starts, node.start);
    return { line: place.line + startLine, column: place.column };
  };
  const names = topNames(tree, source.enums);
  const free = freeReferences(tree);
  const uses = (references: readonly Reference[]): NameUse[] => {
    const first = new Map<string, Node>();
    for (const { identifier } of references) {
      const node = identifier as unknown as Node;
      const known = first.get(node.name);
      if (!known || node.start < known.start) first.set(node.name, node);
    }
    return [...first].map(([name, node]) => ({ name, ...at(node) }));
  };
  return {
    declares: names.map(n => ({ name: n.name, kind: n.kind, ...at(n.id) })),
    references: uses(free),
    assigns: uses([...free, ...names.flatMap(n => n.variable.references)].filter(isReassignment)),
    imports: importsOf(tree).map(i => ({ specifier: i.specifier, names: i.names, ...at(i.node) })),
    awaits: [...tree.parents.keys()].some(
      n => (n.type === "AwaitExpression" || (n.type === "ForOfStatement" && n.await === true)) && !insideFunction(tree.parents, n),
    ),
    problems: [],
  };
}

function insideFunction(parents: ReadonlyMap<Node, Node>, node: Node): boolean {
  for (let at = parents.get(node); at; at = parents.get(at)) if (/Function|PropertyDefinition|StaticBlock/.test(at.type)) return true;
  return false;
}
