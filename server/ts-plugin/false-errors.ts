/** Errors of TypeScript that are not errors in a file with cells. */
import { isBuiltin } from "node:module";
import type ts from "typescript";

/** A cell file runs as one ES module by our own linker, whatever the project's settings emit for its other files. */
const MODULE_ERRORS = new Set([
  1309,
  1375,
  1378, // await at the top level
  1431,
  1432, // for await at the top level
  2852,
  2853,
  2854, // await using at the top level
  1343,
  1470, // import.meta
  5097, // an import with its .ts ending
]);

/** "Cannot find name": false for what Node has without an import, which only the absence of @types/node hides. */
const MISSING_NAME = new Set([2304, 2552, 2580, 2584, 2591]);
const MISSING_MODULE = new Set([2307, 2580, 2591, 2792, 2882]);
/** A file without imports or exports is a script to TypeScript: its names clash with other files' and with the browser's. */
const REDECLARED = new Set([2300, 2393, 2403, 2451]);

const NODE_GLOBALS = new Set(Object.getOwnPropertyNames(globalThis));

export function isFalse(typescript: typeof ts, diagnostic: ts.Diagnostic): boolean {
  const { code, file, start, length } = diagnostic;
  if (MODULE_ERRORS.has(code)) return true;
  if (file === undefined || start === undefined || length === undefined) return false;
  const text = file.text.slice(start, start + length);
  if (MISSING_NAME.has(code) && NODE_GLOBALS.has(text)) return true;
  if (MISSING_MODULE.has(code) && isBuiltin(text.replace(/^["'`]|["'`]$/g, ""))) return true;
  return REDECLARED.has(code) && !typescript.isExternalModule(file) && declarationsOf(typescript, file, text) < 2;
}

/** How often the file itself declares a name at its top level. */
function declarationsOf(typescript: typeof ts, file: ts.SourceFile, name: string): number {
  let count = 0;
  const bind = (binding: ts.BindingName): void => {
    if (typescript.isIdentifier(binding)) count += Number(binding.text === name);
    else for (const element of binding.elements) if (typescript.isBindingElement(element)) bind(element.name);
  };
  for (const statement of file.statements) {
    if (typescript.isVariableStatement(statement)) for (const each of statement.declarationList.declarations) bind(each.name);
    else if (typescript.isFunctionDeclaration(statement) && statement.body !== undefined) count += Number(statement.name?.text === name);
    else if (typescript.isClassDeclaration(statement) || typescript.isEnumDeclaration(statement) || typescript.isTypeAliasDeclaration(statement))
      count += Number(statement.name?.text === name);
  }
  return count;
}
