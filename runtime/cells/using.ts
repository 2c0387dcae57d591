/**
 * `using` for engines that do not know it: the rest of its block moves into a `try` whose `finally` disposes. At the top level of a cell or module
 * it becomes a call of `$own`, and who runs the code decides when to dispose: a module's at the end of its evaluation; a cell's live
 * as long as its names do, until the cell runs again or the session ends.
 */

import type { Rewriting } from "./rewrite.ts";
import type { Node } from "./tree.ts";

const isUsing = (node: Node | undefined): node is Node => node?.type === "VariableDeclaration" && (node.kind === "using" || node.kind === "await using");

/** Call for every node; `counter` makes names that no other block uses. */
export function lowerUsing(rewriting: Rewriting, node: Node, counter: { n: number }): void {
  const { edits, tree } = rewriting;
  if (node.type === "BlockStatement" || node.type === "StaticBlock") {
    const body = node.body as Node[];
    const declarations = body.filter(isUsing);
    const first = declarations[0];
    if (!first) return;
    const stack = `$using${++counter.n}`;
    edits.prependRight(first.start, `const ${stack} = $using(); try { `);
    for (const declaration of declarations) lowerDeclaration(rewriting, declaration, stack);
    edits.appendLeft(node.end - 1, ending(stack, declarations));
  } else if (node.type === "ForOfStatement" && isUsing(node.left)) {
    const stack = `$using${++counter.n}`;
    const id = node.left.declarations[0].id as Node;
    edits.update(node.left.start, node.left.end, `const ${stack}$item`);
    edits.prependRight(node.body.start, `{ const ${stack} = $using(); try { const ${id.name} = ${stack}.${method(node.left)}(${stack}$item); `);
    edits.appendLeft(node.body.end, `${ending(stack, [node.left])} }`);
  } else if (isUsing(node) && tree.parents.get(node)?.type === "Program") {
    const isAsync = node.kind === "await using";
    for (const d of node.declarations as Node[]) {
      wrap(rewriting, d.init, "$own(", `, ${isAsync}, ${JSON.stringify(d.id.name)})`);
    }
  }
}

const method = (declaration: Node): string => (declaration.kind === "using" ? "use" : "useAsync");

function lowerDeclaration(rewriting: Rewriting, declaration: Node, stack: string): void {
  const [first] = declaration.declarations as Node[];
  rewriting.edits.update(declaration.start, first!.start, "const ");
  for (const d of declaration.declarations as Node[]) {
    wrap(rewriting, d.init, `${stack}.${method(declaration)}(`, ")");
  }
}

function wrap({ edits }: Rewriting, value: Node, before: string, after: string): void {
  const comma = value.type === "SequenceExpression";
  edits.prependRight(value.start, comma ? `${before}(` : before);
  edits.appendLeft(value.end, comma ? `)${after}` : after);
}

function ending(stack: string, declarations: readonly Node[]): string {
  const end = declarations.some(d => d.kind === "await using") ? `await ${stack}.endAsync()` : `${stack}.end()`;
  return ` } catch ($error) { ${stack}.fail($error); } finally { ${end}; }`;
}
