/**
 * A cell as the body of an async function over one scope object a file. Every top-level name of the file becomes a member of `$cell`, so that cells share
 * names, a cell run again rebinds them everywhere, and a function that travels takes only the members it uses.
 *
 * The body is given: `$cell` (the scope), `$def` (the same, for declarations: sets a name and its kind), `$load(specifier)` (import),
 * `$bind(namespace, specifier, names)`, `$own(value, isAsync, name)` (top-level `using`), `$using()` (a disposal stack) and `$meta` (`import.meta`).
 */

import MagicString from "magic-string";
import type { Cell, Declaration, Place, Problem } from "./cell.ts";
import { analysisOf, type CellAnalysis } from "./analyse.ts";
import { isProblem, type Enum } from "./blank.ts";
import { importsOf, type ImportStatement } from "./imports.ts";
import { freeReferences, topNames, type TopName } from "./names.ts";
import { frameMap } from "./positions.ts";
import { readSource } from "./read.ts";
import { blank, keepName, retarget, retargetExpression, rewriteImports, standsInList, type Rewriting } from "./rewrite.ts";
import { isFunctionNode, type Node } from "./tree.ts";
import { lowerUsing } from "./using.ts";

export interface Transpiled {
  /** Line n of it is line `startLine + n` of the file. */
  readonly code: string;
  readonly startLine: number;
  readonly declares: readonly Declaration[];
  readonly analysis: CellAnalysis;
  /** The top-level names of all cells of the file. */
  readonly fileNames: ReadonlySet<string>;
  /** The user's place for a place in a stack frame; both count from 1. */
  map(line: number, column: number): Place;
}

/** `fileNames` are the top-level names of all cells of the file. A cell that cannot be read gives its problem, at its place in the file. */
export function transpileCell(cell: Pick<Cell, "text" | "startLine">, fileNames: Iterable<string>): Transpiled | Problem {
  const source = readSource(cell.text);
  if (isProblem(source)) return { ...source, line: source.line + cell.startLine };
  const { tree, code, enums } = source;
  const edits = new MagicString(code);
  const last = (tree.program.body as Node[]).at(-1);
  const result = last && (last.type === "ExpressionStatement" || isDefaultExpression(last)) ? last : undefined;
  const rewriting: Rewriting = { edits, tree, code, callees: new Map(), result };
  const names = topNames(tree, enums);

  const shared = new Set(fileNames);
  retargetNames(rewriting, names, shared);
  const counter = { n: 0 };
  for (const node of [tree.program, ...tree.parents.keys()]) {
    rewriteImports(rewriting, node);
    lowerUsing(rewriting, node, counter);
    if (node.type === "VariableDeclaration") declaration(rewriting, node, enums);
    else if (node.type === "ClassDeclaration" && isTopLevel(rewriting, node))
      edits.appendLeft(node.end, node.id ? ` $def.${node.id.name} = ${node.id.name};` : "");
    else if (/^(Import|Export\w+)Declaration$/.test(node.type)) moduleStatement(rewriting, node);
  }
  for (const e of enums) {
    const value = retargetExpression(e.value, name => (shared.has(name) || tree.top.set.has(name) ? `$cell.${name}` : undefined));
    enumeration(rewriting, { ...e, value }, names);
  }
  if (result) {
    if (result.type === "ExpressionStatement") edits.prependRight(result.start, "return (");
    edits.appendLeft(code[result.end - 1] === ";" ? result.end - 1 : result.end, ")");
  }
  edits.prepend(prologue(names, importsOf(tree)));
  const analysis = analysisOf(source, cell.startLine);
  return {
    code: edits.toString(),
    startLine: cell.startLine,
    declares: analysis.declares,
    analysis,
    fileNames: shared,
    map: frameMap(rewriting, source.starts, cell.startLine),
  };
}

function retargetNames(rewriting: Rewriting, names: readonly TopName[], fileNames: ReadonlySet<string>): void {
  const done = new Set<Node>();
  const retargetOnce = (id: Node, target: string) => {
    if (done.has(id) || rewriting.tree.parents.get(id)?.type === "ExportSpecifier") return;
    done.add(id);
    retarget(rewriting, id, target);
  };
  for (const { name, kind, variable } of names) {
    for (const reference of variable.references) {
      const declares = reference.init === true && kind !== "var";
      retargetOnce(reference.identifier as unknown as Node, `${declares ? "$def" : "$cell"}.${name}`);
    }
  }
  for (const { identifier } of freeReferences(rewriting.tree)) {
    if (fileNames.has(identifier.name)) retargetOnce(identifier as unknown as Node, `$cell.${identifier.name}`);
  }
}

/** What must be there before the first line runs: variables declared with `var`, functions, imports. It stands on the first line. */
function prologue(names: readonly TopName[], imports: readonly ImportStatement[]): string {
  const hoisted = names.filter(n => n.kind === "var").map(n => `$def.${n.name} = void 0; `);
  const functions = names.filter(n => n.kind === "function").map(n => `$def.${n.name} = ${n.name}; `);
  const loads = imports.map(i => {
    const bound = i.names.map(n => `${JSON.stringify(n.local)}: ${JSON.stringify(n.imported)}`).join(", ");
    const specifier = JSON.stringify(i.specifier);
    const load = `await $load(${specifier}${i.type === undefined ? "" : `, { with: { type: ${JSON.stringify(i.type)} } }`})`;
    return i.names.length > 0 ? `$bind(${load}, ${specifier}, { ${bound} }); ` : `${load}; `;
  });
  return [...hoisted, ...functions, ...loads].join("");
}

const isTopLevel = ({ tree }: Rewriting, node: Node): boolean => /^(Program|Export\w+Declaration)$/.test(tree.parents.get(node)!.type);

/** Declarations of names that live at the top: all kinds at the top level, and `var` anywhere outside functions. */
function declaration(rewriting: Rewriting, node: Node, enums: readonly Enum[]): void {
  const { edits, tree, code } = rewriting;
  const top = isTopLevel(rewriting, node);
  if (enums.some(e => e.start <= node.start && node.end <= e.end) || !(top || (node.kind === "var" && !isLocal(rewriting, node)))) return;
  const parent = tree.parents.get(node)!;
  const declarators = node.declarations as Node[];
  const first = declarators[0]!;
  if ((parent.type === "ForOfStatement" || parent.type === "ForInStatement") && parent.left === node) {
    blank(rewriting, node.start, first.start);
    return;
  }
  for (const d of declarators) {
    if (d.init) {
      if (d.id.type === "Identifier") keepName(edits, d.init, d.id.name);
    } else {
      edits.update(d.id.start, d.id.end, node.kind === "var" ? "void 0" : `$def.${d.id.name} = void 0`);
    }
  }
  const inFor = parent.type === "ForStatement" && parent.init === node;
  const breaks = code.slice(node.start, first.start).replaceAll(/[^\n]/g, "");
  edits.update(node.start, first.start, `${!inFor && (top || standsInList(tree, node)) ? ";" : ""}(${breaks}`);
  edits.appendLeft(declarators.at(-1)!.end, inFor || code[node.end - 1] === ";" ? ")" : ");");
}

function isLocal({ tree }: Rewriting, node: Node): boolean {
  for (let at = tree.parents.get(node); at; at = tree.parents.get(at)) if (isFunctionNode(at) || at.type === "StaticBlock") return true;
  return false;
}

const isDefaultExpression = (node: Node): boolean =>
  node.type === "ExportDefaultDeclaration" && !(/Declaration$/.test(node.declaration.type) && node.declaration.id);

/** `import` and `export`: the names are shared by the scope anyway, so only what they declare or evaluate stays. */
function moduleStatement(rewriting: Rewriting, node: Node): void {
  const { edits, code, result } = rewriting;
  if (isDefaultExpression(node)) {
    edits.update(node.start, node.declaration.start, node === result ? "return (" : ";(");
    if (node !== result) edits.appendLeft(code[node.end - 1] === ";" ? node.end - 1 : node.end, code[node.end - 1] === ";" ? ")" : ");");
  } else if (node.type === "ExportDefaultDeclaration" || node.declaration) {
    blank(rewriting, node.start, node.declaration.start);
  } else {
    blank(rewriting, node.start, node.end);
  }
}

function enumeration({ edits, code }: Rewriting, e: Enum, names: readonly TopName[]): void {
  const top = names.some(n => n.kind === "enum" && e.start <= n.id.start && n.id.end <= e.end);
  const breaks = code.slice(e.start, e.end).replaceAll(/[^\n]/g, "");
  edits.update(e.start, e.end, `${top ? `;$def.${e.name}` : `var ${e.name}`} = ${e.value};${breaks}`);
}
