/**
 * What each cell of a file takes from the others. Names count where they are declared, assigned or changed in place; what a function of the user assigns or
 * changes counts for the cells that name the function. Where it cannot be told, more is taken for a change rather than less.
 */

import type { CellFlow } from "../../protocol/editor.ts";
import { isProblem } from "./blank.ts";
import type { Cell } from "./cell.ts";
import { digestOf, treeDigest } from "./digest.ts";
import { importsOf } from "./imports.ts";
import { freeReferences, isReassignment, topNames } from "./names.ts";
import { readSource } from "./read.ts";
import { isFunctionNode, type Node, type Tree, walk } from "./tree.ts";

interface CellNames {
  /** Of its syntax. */
  readonly own: string;
  /** Declared names: those of imports and functions by what they are, others undefined: they are as the cell is. */
  readonly declares: ReadonlyMap<string, Declared>;
  readonly uses: ReadonlySet<string>;
  /** Names of other cells that it assigns or changes. */
  readonly writes: ReadonlySet<string>;
  readonly specifiers: readonly string[];
  /** Paths that stand as texts in calls that read or write files, up to their first wildcard. */
  readonly filesRead: readonly string[];
  readonly filesWritten: readonly string[];
}
interface Declared {
  readonly kind: "import" | "function" | "value";
  /** Of an import or function: its syntax. */
  readonly digest: string;
  /** Of an import: the module. */
  readonly specifier: string;
  /** Of a function: the names it uses, and those it assigns or changes when it is called. */
  readonly uses: readonly string[];
  readonly writes: readonly string[];
}

const NOTHING: Omit<CellNames, "own"> = { declares: new Map(), uses: new Set(), writes: new Set(), specifiers: [], filesRead: [], filesWritten: [] };

const KEPT = 2000;
const known = new Map<string, CellNames>();

/** Every keystroke asks for all cells, of which one has changed. */
function namesOf(text: string): CellNames {
  let found = known.get(text);
  if (found === undefined) {
    const source = readSource(text);
    if (isProblem(source)) found = { ...NOTHING, own: digestOf("text", text.trimEnd()) };
    else {
      const enums = source.enums.map(each => text.slice(each.start, each.end).replaceAll(/\s+/g, " "));
      found = namesIn(source.tree, digestOf(treeDigest(source.tree.program), ...enums), source.enums);
    }
    if (known.size >= KEPT) known.delete(known.keys().next().value!);
    known.set(text, found);
  }
  return found;
}

function namesIn(tree: Tree, own: string, enums: Parameters<typeof topNames>[1]): CellNames {
  const tops = topNames(tree, enums);
  const free = freeReferences(tree);
  const references = [...free, ...tops.flatMap(top => top.variable.references)].map(reference => ({
    name: reference.identifier.name,
    node: reference.identifier as unknown as Node,
    writes: isReassignment(reference) || isChanged(tree, reference.identifier as unknown as Node),
  }));
  const imports = new Map(
    importsOf(tree).flatMap(({ specifier, names }) => names.map(each => [each.local, { specifier, digest: digestOf(specifier, each.imported) }] as const)),
  );
  const declares = new Map<string, Declared>();
  for (const { name, id, variable } of tops) {
    const body = functionOf(tree, id);
    const inner = body === undefined ? [] : references.filter(({ node }) => body.start <= node.start && node.end <= body.end);
    const changed = variable.references.some(reference => isReassignment(reference));
    declares.set(name, {
      kind: imports.has(name) ? "import" : body !== undefined && !changed ? "function" : "value",
      digest: imports.get(name)?.digest ?? (body === undefined ? "" : treeDigest(body)),
      specifier: imports.get(name)?.specifier ?? "",
      uses: [...new Set(inner.map(each => each.name))].filter(each => each !== name),
      writes: [...new Set(inner.filter(each => each.writes).map(each => each.name))],
    });
  }
  return {
    own,
    declares,
    uses: new Set(free.map(reference => reference.identifier.name)),
    writes: new Set(references.filter(each => each.writes && !declares.has(each.name)).map(each => each.name)),
    specifiers: importsOf(tree).map(each => each.specifier),
    ...filesOf(tree),
  };
}

/** `df.toCsv("out/*.csv")` writes what `dd.readCsv("out/*.csv")` reads. */
function filesOf(tree: Tree): Pick<CellNames, "filesRead" | "filesWritten"> {
  const filesRead: string[] = [];
  const filesWritten: string[] = [];
  walk(tree.program, undefined, node => {
    if (node.type !== "CallExpression") return;
    const callee = node["callee"] as Node;
    const name = String(callee.type === "MemberExpression" ? (callee["property"] as Node)["name"] : callee["name"]);
    const into = /^(to[A-Z]|write|append|copyFile|rename)/.test(name) ? filesWritten : /^(read|from[A-Z]|open)/.test(name) ? filesRead : undefined;
    for (const each of node["arguments"] as Node[]) {
      if (into === undefined || each.type !== "Literal" || typeof each["value"] !== "string") continue;
      const path = (each["value"] as string).split(/[*?{[]/, 1)[0]!.replace(/^\.\//, "");
      if (path.length > 1) into.push(path);
    }
  });
  return { filesRead, filesWritten };
}

const meet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** The function that a name is declared as, once and for all. */
function functionOf(tree: Tree, id: Node): Node | undefined {
  const parent = tree.parents.get(id);
  if (parent?.type === "FunctionDeclaration") return parent;
  return parent?.type === "VariableDeclarator" && parent["id"] === id && parent["init"] && isFunctionNode(parent["init"] as Node)
    ? (parent["init"] as Node)
    : undefined;
}

const CHANGES =
  /^(push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set\w*|add|delete|clear|append\w*|insert\w*|remove\w*|update\w*|write\w*|emit|assign)$/;

/** `x.a = 1`, `x[0]++`, `delete x.a`, `x.list.push(1)`, `Object.assign(x, y)`. */
function isChanged(tree: Tree, node: Node): boolean {
  let at = node;
  let parent = tree.parents.get(at);
  while (parent?.type === "MemberExpression" && parent["object"] === at) {
    const above = tree.parents.get(parent);
    const { property } = parent as unknown as { property: Node };
    if (above === undefined) return false;
    if (above.type === "AssignmentExpression" && above["left"] === parent) return true;
    if (above.type === "UpdateExpression" || (above.type === "UnaryExpression" && above["operator"] === "delete")) return true;
    if (above.type === "CallExpression" && above["callee"] === parent && parent["computed"] !== true && CHANGES.test(String(property["name"]))) return true;
    at = parent;
    parent = above;
  }
  if (parent?.type !== "CallExpression" || (parent["arguments"] as Node[])[0] !== at) return false;
  const callee = parent["callee"] as Node;
  return (
    callee.type === "MemberExpression" &&
    (callee["object"] as Node)["name"] === "Object" &&
    /^(assign|definePropert|setPrototypeOf)/.test(String((callee["property"] as Node)["name"]))
  );
}

export interface FlowOptions {
  /** What the data files that a cell reads are like; null where it is not known. */
  readonly dataOf?: (cell: Cell, own: string) => string | null;
  /** What an imported file is like, with all that it imports. */
  readonly moduleOf?: (specifier: string) => string;
}

/** The code cells of a file with what they need of each other. */
export function dataflow(cells: readonly Cell[], { dataOf = () => "", moduleOf = () => "" }: FlowOptions = {}): CellFlow[] {
  const code = cells.filter(cell => cell.kind === "code").map(cell => ({ cell, names: namesOf(cell.text) }));
  const home = new Map<string, { readonly index: number; readonly declared: Declared }>();
  for (const { cell, names } of code) for (const [name, declared] of names.declares) if (!home.has(name)) home.set(name, { index: cell.index, declared });
  /** What a cell writes when it names functions that do. */
  const writes = code.map(({ names }) => {
    const all = new Set(names.writes);
    for (const name of reached(names.uses, home))
      for (const each of home.get(name)?.declared.kind === "function" ? home.get(name)!.declared.writes : []) all.add(each);
    return all;
  });
  return code.map(({ cell, names }, position): CellFlow => {
    const inputs = new Set<number>();
    const parts: string[] = [names.own];
    const uses = reached(names.uses, home);
    for (const name of uses) {
      const found = home.get(name);
      if (found === undefined || found.index === cell.index) continue;
      // An import or a function is what it says, whatever else its cell does. A value of a cell further down is none yet.
      if (found.declared.kind === "value") {
        if (found.index < cell.index) inputs.add(found.index);
      } else parts.push(`${name}=${found.declared.digest}`);
    }
    for (const name of new Set([...uses, ...names.declares.keys()]))
      code.forEach((other, i) => {
        if (i < position && writes[i]!.has(name) && home.get(name)?.index !== other.cell.index) inputs.add(other.cell.index);
      });
    if (names.filesRead.length > 0)
      code.slice(0, position).forEach(other => {
        if (other.names.filesWritten.some(written => names.filesRead.some(read => meet(written, read)))) inputs.add(other.cell.index);
      });
    const specifiers = new Set(names.specifiers);
    for (const name of uses) specifiers.add(home.get(name)?.declared.specifier ?? "");
    for (const specifier of specifiers) if (specifier.startsWith(".")) parts.push(moduleOf(specifier));
    return { index: cell.index, own: digestOf(...parts), inputs: [...inputs].sort((a, b) => a - b), data: dataOf(cell, names.own) };
  });
}

/** The names that are used, and those that the functions among them use. */
function reached(uses: Iterable<string>, home: ReadonlyMap<string, { readonly declared: Declared }>): Set<string> {
  const all = new Set<string>();
  const visit = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    const declared = home.get(name)?.declared;
    if (declared?.kind === "function") declared.uses.forEach(visit);
  };
  for (const name of uses) visit(name);
  return all;
}

/** Of a cell's syntax alone. */
export const ownDigest = (text: string): string => namesOf(text).own;
