/** A row lambda as data: what a function of one row (or one value) says, where it is one expression of fields, constants and known functions. */

export type UnaryOperator = "-" | "+" | "!" | "~";
export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "**" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "===" | "!==" | "&" | "|" | "^" | "<<" | ">>" | ">>>";
export type LogicalOperator = "&&" | "||" | "??";

export type ColumnExpr =
  /** A column of the row; "" is the value itself where the lambda takes one value. */
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "const"; readonly value: number | string | boolean | null }
  | { readonly kind: "regex"; readonly source: string; readonly flags: string }
  | { readonly kind: "unary"; readonly op: UnaryOperator; readonly arg: ColumnExpr }
  | { readonly kind: "binary"; readonly op: BinaryOperator; readonly left: ColumnExpr; readonly right: ColumnExpr }
  | { readonly kind: "logical"; readonly op: LogicalOperator; readonly left: ColumnExpr; readonly right: ColumnExpr }
  | { readonly kind: "cond"; readonly test: ColumnExpr; readonly then: ColumnExpr; readonly otherwise: ColumnExpr }
  /** `texts` has one more member than `args`. */
  | { readonly kind: "template"; readonly texts: readonly string[]; readonly args: readonly ColumnExpr[] }
  /** A known global function by its full name: `Math.floor`, `Number`, `Date.UTC`, `new Date`. */
  | { readonly kind: "call"; readonly name: string; readonly args: readonly ColumnExpr[] }
  | { readonly kind: "method"; readonly name: string; readonly object: ColumnExpr; readonly args: readonly ColumnExpr[]; readonly optional: boolean }
  /** `text.length`. */
  | { readonly kind: "length"; readonly object: ColumnExpr; readonly optional: boolean };

/** A lambda that gives a new row; `spread` takes over all fields first, as `{ ...r, x: r.a + 1 }` does. */
export interface RowExpr {
  readonly spread: boolean;
  readonly columns: readonly (readonly [name: string, value: ColumnExpr])[];
}

export function children(node: ColumnExpr): readonly ColumnExpr[] {
  switch (node.kind) {
    case "field":
    case "const":
    case "regex":
      return [];
    case "unary":
      return [node.arg];
    case "binary":
    case "logical":
      return [node.left, node.right];
    case "cond":
      return [node.test, node.then, node.otherwise];
    case "template":
    case "call":
      return node.args;
    case "method":
      return [node.object, ...node.args];
    case "length":
      return [node.object];
  }
}

/** Names of the columns it reads, each once, in the order of first use. */
export function fieldsOf(node: ColumnExpr, found: Set<string> = new Set()): Set<string> {
  if (node.kind === "field") found.add(node.name);
  for (const child of children(node)) fieldsOf(child, found);
  return found;
}

/** As JavaScript text, for labels: `DepDelay > 10`. */
export function exprText(node: ColumnExpr): string {
  switch (node.kind) {
    case "field":
      return node.name === "" ? "value" : node.name;
    case "const":
      return JSON.stringify(node.value);
    case "regex":
      return `/${node.source}/${node.flags}`;
    case "unary":
      return `${node.op}${wrapped(node.arg)}`;
    case "binary":
    case "logical":
      return `${wrapped(node.left)} ${node.op} ${wrapped(node.right)}`;
    case "cond":
      return `${wrapped(node.test)} ? ${wrapped(node.then)} : ${wrapped(node.otherwise)}`;
    case "template":
      return `\`${node.texts.map((text, i) => (i === 0 ? text : `\${${exprText(node.args[i - 1]!)}}${text}`)).join("")}\``;
    case "call":
      return `${node.name}(${node.args.map(exprText).join(", ")})`;
    case "method":
      return `${wrapped(node.object)}${node.optional ? "?." : "."}${node.name}(${node.args.map(exprText).join(", ")})`;
    case "length":
      return `${wrapped(node.object)}${node.optional ? "?." : "."}length`;
  }
}

function wrapped(node: ColumnExpr): string {
  return node.kind === "binary" || node.kind === "logical" || node.kind === "cond" ? `(${exprText(node)})` : exprText(node);
}
