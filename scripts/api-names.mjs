// Writes runtime/declared-names.json: the names that the public declarations promise, by module and by interface.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "..");
const MODULES = ["index", "array", "bag", "dataframe", "distributed", "ml"];
const modules = {};
const methods = {};

for (const name of MODULES) {
  const file = path.join(root, "runtime/api", `${name}.d.ts`);
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const values = new Set();
  for (const statement of source.statements) {
    const exported = statement.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword);
    if (ts.isFunctionDeclaration(statement) && exported) values.add(statement.name.text);
    if (ts.isVariableStatement(statement) && exported) {
      for (const declaration of statement.declarationList.declarations) {
        values.add(declaration.name.text);
        if (declaration.type && ts.isTypeLiteralNode(declaration.type)) methods[`${name}.${declaration.name.text}`] = members(declaration.type);
      }
    }
    if (ts.isClassDeclaration(statement) && exported) values.add(statement.name.text);
    if (ts.isExportDeclaration(statement) && statement.exportClause && !statement.isTypeOnly) {
      for (const element of statement.exportClause.elements) if (!element.isTypeOnly) values.add(element.name.text);
    }
    if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) methods[statement.name.text] = members(statement);
  }
  modules[name === "index" ? "bask" : `bask/${name}`] = [...values].sort();
}

function members(node) {
  const names = node.members.filter(m => (ts.isMethodSignature(m) || ts.isMethodDeclaration(m)) && m.name && ts.isIdentifier(m.name)).map(m => m.name.text);
  return [...new Set(names)].sort();
}
for (const [key, list] of Object.entries(methods)) if (list.length === 0) delete methods[key];
writeFileSync(path.join(root, "runtime/declared-names.json"), `${JSON.stringify({ modules, methods }, undefined, 1)}\n`);
