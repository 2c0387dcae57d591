// Writes runtime/declared-names.json, the names that the public declarations promise by module and by interface, and runtime/missing, what of them is not built.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const root = path.resolve(import.meta.dirname, "..");
/** With --check nothing is written; what would change is an error. */
const check = process.argv.includes("--check");
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

function put(file, text) {
  const target = path.join(root, file);
  if (existsSync(target) && readFileSync(target, "utf8") === text) return;
  if (check) {
    console.error(`${file} is out of date: run node scripts/api-names.mjs`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function members(node) {
  const names = node.members.filter(m => (ts.isMethodSignature(m) || ts.isMethodDeclaration(m)) && m.name && ts.isIdentifier(m.name)).map(m => m.name.text);
  return [...new Set(names)].sort();
}
for (const [key, list] of Object.entries(methods)) if (list.length === 0) delete methods[key];
put("runtime/declared-names.json", `${JSON.stringify({ modules, methods }, undefined, 1)}\n`);

/** What the implementation of a face exports: building collections runs nothing, so that it can be asked. */
async function implemented(source) {
  if (!existsSync(path.join(root, source))) return new Set();
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), "bask-api-")), "face.mjs");
  await build({
    entryPoints: [path.join(root, source)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
    absWorkingDir: root,
    logLevel: "error",
  });
  const target = path.join(root, "node_modules/.cache/bask-api.mjs");
  mkdirSync(path.dirname(target), { recursive: true });
  copyFileSync(outfile, target);
  return new Set(Object.keys(await import(`${pathToFileURL(target).href}?${source}`)));
}

const IMPLEMENTATIONS = {
  array: "runtime/collections/array.ts",
  bag: "runtime/collections/bag.ts",
  dataframe: "runtime/collections/frame.ts",
  distributed: "",
  ml: "",
};
const PREFIX = { array: "da", bag: "db", dataframe: "dd", distributed: "distributed", ml: "ml" };

for (const [name, source] of Object.entries(IMPLEMENTATIONS)) {
  const have = source === "" ? new Set() : await implemented(source);
  const absent = modules[`bask/${name}`].filter(each => !have.has(each));
  const line = each => {
    const members = methods[`${name}.${each}`] !== undefined ? `${name}.${each}` : methods[each] !== undefined ? each : undefined;
    const value = `missing("${PREFIX[name]}.${each}"${members === undefined ? "" : `, "${members}"`})`;
    return each === "delete" || each === "var" ? `const ${each}_ = ${value};\nexport { ${each}_ as ${each} };` : `export const ${each} = ${value};`;
  };
  const text = absent.length === 0 ? "export {};\n" : `import { missing } from "../declared.ts";\n\n${absent.map(line).join("\n")}\n`;
  put(
    `runtime/missing/${name}.ts`,
    `/** Written by scripts/api-names.mjs: names of \`bask/${name}\` that are declared and not built in this version. */\n\n${text}`,
  );
}
