/** The import statements of a tree as data. Type-only imports are gone by then: blanking took them away. */

import type { Node, Tree } from "./tree.ts";

export interface ImportStatement {
  readonly specifier: string;
  readonly node: Node;
  /** `type` of the import attributes, such as "json". */
  readonly type: string | undefined;
  /** Imported name; "*" for the namespace. Empty for an import for its effect alone, and for `export ... from`. */
  readonly names: readonly { readonly local: string; readonly imported: string }[];
}

export function importsOf(tree: Tree): ImportStatement[] {
  const statements: ImportStatement[] = [];
  for (const node of tree.program.body as Node[]) {
    const isImport = node.type === "ImportDeclaration";
    if (!isImport && !(/^Export(All|Named)Declaration$/.test(node.type) && node.source)) continue;
    statements.push({
      specifier: node.source.value as string,
      node,
      type: (node.attributes as Node[] | undefined)?.find(a => nameOf(a.key) === "type")?.value.value as string | undefined,
      names: isImport ? (node.specifiers as Node[]).map(s => ({ local: s.local.name as string, imported: importedName(s) })) : [],
    });
  }
  return statements;
}

function importedName(specifier: Node): string {
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  return specifier.type === "ImportDefaultSpecifier" ? "default" : nameOf(specifier.imported);
}

/** An identifier or a string used as a name. */
export const nameOf = (node: Node): string => (node.type === "Identifier" ? node.name : String(node.value)) as string;
