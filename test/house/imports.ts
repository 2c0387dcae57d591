/** Reads the imports of the sources and holds them against the table. */
import { readFileSync, readdirSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { buildingFaces, faces, forEveryone, type Row, table } from "./import-table.ts";

export const top = fileURLToPath(new URL("../../", import.meta.url));

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** The sources of a folder, as paths from the top with forward slashes. */
export function sources(folder: string): string[] {
  return readdirSync(join(top, folder), { recursive: true, withFileTypes: true })
    .filter(each => each.isFile() && /\.tsx?$/.test(each.name) && !each.name.endsWith(".d.ts"))
    .map(each => relative(top, join(each.parentPath, each.name)).replaceAll("\\", "/"))
    .sort();
}

const known = new Map<string, Import[]>();

export function importsOf(path: string, text: string): Import[] {
  const key = `${path}\n${text}`;
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = readImports(path, text)));
  return found;
}

function readImports(path: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node | undefined, typeOnly: boolean) => {
    if (node !== undefined && ts.isStringLiteralLike(node)) found.push({ specifier: node.text, typeOnly });
  };
  const allTypes = (elements: ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>) => elements.length > 0 && elements.every(each => each.isTypeOnly);
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const clause = node.importClause;
      const named = clause?.namedBindings;
      const onlyTypes = clause !== undefined && clause.name === undefined && named !== undefined && ts.isNamedImports(named) && allTypes(named.elements);
      add(node.moduleSpecifier, clause?.phaseModifier === ts.SyntaxKind.TypeKeyword || onlyTypes);
    } else if (ts.isExportDeclaration(node)) {
      const clause = node.exportClause;
      add(node.moduleSpecifier, node.isTypeOnly || (clause !== undefined && ts.isNamedExports(clause) && allTypes(clause.elements)));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    }
    if (deep) ts.forEachChild(node, visit);
  };
  // Declarations stand at the top level; only `import(...)` may stand anywhere.
  const deep = /\bimport\s*\(/.test(text);
  ts.forEachChild(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, false), visit);
  return found;
}

/** The room that a file stands in, whether or not the table knows it. */
export function roomOf(path: string): string {
  if (faces.includes(path)) return "the public faces";
  if (buildingFaces.includes(path)) return "the building faces";
  if (path === "runtime/run.ts") return "runtime/run";
  const [first, second, third] = path.split("/");
  if (path === "client/webview/shared/format.ts") return path;
  if (first === "client" && second === "webview") return "client/webview";
  if (first === "runtime") return third === undefined ? path : `runtime/${second}`;
  return first!;
}

const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

function packageAllowed(row: Row, specifier: string): boolean {
  const allowed = row.packages ?? [];
  if (isBuiltin(specifier)) {
    const name = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
    return allowed.includes("node:*") || allowed.includes(name);
  }
  const name = packageOf(specifier);
  return allowed.includes(name) || (allowed.includes("*") && name !== "vscode");
}

function roomAllowed(row: Row, room: string, target: string, typeOnly: boolean): boolean {
  if (target === room || forEveryone.includes(target)) return true;
  const whole = target.startsWith("runtime/") && target !== "runtime/session" && row.rooms.includes("runtime");
  if (whole || row.rooms.includes(target)) return true;
  if (target === "the public faces" || target === "the building faces") return row.rooms.includes("runtime");
  return typeOnly && (row.types ?? []).includes(target);
}

/** What is wrong with the imports of one file, in words. */
export function violations(path: string, text: string): string[] {
  const room = roomOf(path);
  const row = table[room];
  if (row === undefined) return [`${path}: no room "${room}" in the import table`];
  const wrong: string[] = [];
  for (const { specifier, typeOnly } of importsOf(path, text)) {
    const say = (what: string) => wrong.push(`${path} imports ${specifier}: ${room} may not import ${what} (${row.because})`);
    if (specifier.startsWith(".")) {
      const target = posix.join(posix.dirname(path), specifier);
      const targetRoom = roomOf(target);
      // Data files, the manifest among them, and the hand-written declarations belong to everyone.
      if (target.endsWith(".json") || target.startsWith("runtime/api/")) continue;
      if (!roomAllowed(row, room, targetRoom, typeOnly)) say(typeOnly ? `types of ${targetRoom}` : targetRoom);
    } else if (/^bask(?:\/|$)/.test(specifier)) {
      if (!typeOnly) say("the package by its own name, except for its types");
    } else if (!typeOnly && !packageAllowed(row, specifier)) {
      say(isBuiltin(specifier) ? "this module of Node" : `the package ${packageOf(specifier)}`);
    }
  }
  return wrong;
}

/** The shortest way, import by import, from one of `starts` to a file of one of `rooms`; undefined where there is none. */
export function wayTo(rooms: readonly string[], starts: readonly string[], read: (path: string) => string | undefined): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>(starts.map(path => [path, undefined]));
  for (const path of cameFrom.keys()) {
    const text = read(path);
    if (text === undefined) continue;
    if (rooms.includes(roomOf(path))) {
      const way = [path];
      for (let at = cameFrom.get(path); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
      return way;
    }
    for (const { specifier, typeOnly } of importsOf(path, text)) {
      if (typeOnly || !specifier.startsWith(".")) continue;
      const target = posix.join(posix.dirname(path), specifier);
      if (!cameFrom.has(target)) cameFrom.set(target, path);
    }
  }
  return undefined;
}

export const readSource = (path: string): string => readFileSync(join(top, path), "utf8");
