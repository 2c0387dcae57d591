/**
 * A module of the workspace as the body of an async function, so that it can be evaluated again when it changes. Its own names stay local variables;
 * imported names are read from their namespace at each use, and exports are getters: bindings are live both ways.
 *
 * The body is given: `$exports(getters)`, called first; `$link()`, which gives the namespaces of its imports in their order; and, as cells are,
 * `$load`, `$meta`, `$own` and `$using`.
 */

import MagicString from "magic-string";
import type { Place, Problem } from "./cell.ts";
import { isProblem } from "./blank.ts";
import { importsOf, nameOf, type ImportStatement } from "./imports.ts";
import { frameMap } from "./positions.ts";
import { readSource, type Source } from "./read.ts";
import { blank, keepName, retarget, retargetExpression, rewriteImports, type Rewriting } from "./rewrite.ts";
import { isAnonymous, patternNames, type Node } from "./tree.ts";
import { lowerUsing } from "./using.ts";

export interface ModuleImport extends Place {
  readonly specifier: string;
  readonly type: string | undefined;
  /** Names that the code reads; one that is imported and never read may be a type. */
  readonly needs: readonly string[];
  /** `export * from`: all its names but the default are exported too. */
  readonly star: boolean;
}

export interface LinkableModule {
  readonly code: string;
  readonly imports: readonly ModuleImport[];
  map(line: number, column: number): Place;
}

/** Names of the parameters that the body takes, in this order. */
export const MODULE_PARAMETERS = ["$exports", "$link", "$load", "$meta", "$own", "$using"] as const;

/** `typed` is false for JavaScript, in which `a < b > (c)` is a comparison. */
export function transpileModule(text: string, typed: boolean): LinkableModule | Problem {
  const source = readSource(text, typed);
  if (isProblem(source)) return source;
  const { tree, code, enums } = source;
  const edits = new MagicString(code);
  const rewriting: Rewriting = { edits, tree, code, callees: new Map() };
  const imports = importsOf(tree);
  const bindings = bindingsOf(imports);

  retargetImports(source, rewriting, bindings);
  const counter = { n: 0 };
  const getters: string[] = [];
  for (const node of [tree.program, ...tree.parents.keys()]) {
    rewriteImports(rewriting, node);
    lowerUsing(rewriting, node, counter);
    if (node.type === "VariableDeclaration" && /using/.test(node.kind) && tree.parents.get(node)!.type === "Program")
      edits.update(node.start, node.declarations[0].start, "const ");
    if (tree.parents.get(node) === tree.program) getters.push(...topStatement(rewriting, node, imports, bindings));
  }
  for (const e of enums)
    edits.update(
      e.start,
      e.end,
      `var ${e.name} = ${retargetExpression(e.value, name => bindings.get(name))};${code.slice(e.start, e.end).replaceAll(/[^\n]/g, "")}`,
    );
  const linked = imports.length > 0 ? `const [${imports.map((i, k) => baseOf(i, k)).join(", ")}] = await $link(); ` : "";
  edits.prepend(`$exports({ ${getters.join(", ")} }); ${linked}`);
  return { code: edits.toString(), imports: imports.map(i => moduleImport(i, source)), map: frameMap(rewriting, source.starts) };
}

/** The variable that holds the namespace of import statement `k`. */
const baseOf = (statement: ImportStatement, k: number): string => statement.names.find(n => n.imported === "*")?.local ?? `$import${k}`;

/** For each imported name, the expression that reads it. */
function bindingsOf(imports: readonly ImportStatement[]): Map<string, string> {
  const bindings = new Map<string, string>();
  imports.forEach((statement, k) => {
    const base = baseOf(statement, k);
    for (const { local, imported } of statement.names) bindings.set(local, imported === "*" ? base : memberOf(base, imported));
  });
  return bindings;
}

const memberOf = (base: string, name: string): string =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `${base}.${name}` : `${base}[${JSON.stringify(name)}]`;

function retargetImports({ tree }: Source, rewriting: Rewriting, bindings: ReadonlyMap<string, string>): void {
  const done = new Set<Node>();
  for (const variable of tree.top.variables) {
    const target = bindings.get(variable.name);
    if (target === undefined || target === variable.name) continue;
    for (const { identifier } of variable.references) {
      const id = identifier as unknown as Node;
      if (done.has(id) || tree.parents.get(id)?.type === "ExportSpecifier") continue;
      done.add(id);
      retarget(rewriting, id, target);
    }
  }
}

/** Takes `import` and `export` away; gives the getters of what is exported. */
function topStatement(rewriting: Rewriting, node: Node, imports: readonly ImportStatement[], bindings: ReadonlyMap<string, string>): string[] {
  const { edits, code } = rewriting;
  const getter = (exported: string, expression: string) => `${JSON.stringify(exported)}: () => ${expression}`;
  const base = () =>
    baseOf(
      imports.find(i => i.node === node)!,
      imports.findIndex(i => i.node === node),
    );
  switch (node.type) {
    case "ImportDeclaration":
      blank(rewriting, node.start, node.end);
      return [];
    case "ExportAllDeclaration":
      blank(rewriting, node.start, node.end);
      return node.exported ? [getter(nameOf(node.exported), base())] : [];
    case "ExportNamedDeclaration": {
      if (node.declaration) {
        blank(rewriting, node.start, node.declaration.start);
        const ids = node.declaration.id ? [node.declaration.id as Node] : (node.declaration.declarations as Node[]).flatMap(d => patternNames(d.id));
        return ids.map(id => getter(id.name, id.name));
      }
      blank(rewriting, node.start, node.end);
      return (node.specifiers as Node[]).map(s => {
        const local = nameOf(s.local);
        return getter(nameOf(s.exported), node.source ? memberOf(base(), local) : (bindings.get(local) ?? local));
      });
    }
    case "ExportDefaultDeclaration": {
      const { declaration } = node;
      if (/Declaration$/.test(declaration.type) && declaration.id) {
        blank(rewriting, node.start, declaration.start);
        return [getter("default", declaration.id.name)];
      }
      const breaks = code.slice(node.start, declaration.start).replaceAll(/[^\n]/g, "");
      edits.update(node.start, declaration.start, `const $default = ${breaks}`);
      // Without a name these are declarations to the parser and anonymous functions to the language.
      if (isAnonymous(declaration) || /Declaration$/.test(declaration.type))
        keepName(edits, { ...declaration, type: declaration.type.replace("Declaration", "Expression") }, "default");
      if (code[node.end - 1] !== ";") edits.appendLeft(node.end, ";");
      return [getter("default", "$default")];
    }
    default:
      return [];
  }
}

function moduleImport(statement: ImportStatement, { tree, starts }: Source): ModuleImport {
  const isRead = (local: string) => (tree.top.set.get(local)?.references.length ?? 0) > 0;
  let line = 0;
  while (line + 1 < starts.length && starts[line + 1]! <= statement.node.start) line++;
  return {
    specifier: statement.specifier,
    type: statement.type,
    needs: statement.names.filter(n => n.imported !== "*" && isRead(n.local)).map(n => n.imported),
    star: statement.node.type === "ExportAllDeclaration" && !statement.node.exported,
    line,
    column: statement.node.start - starts[line]!,
  };
}
