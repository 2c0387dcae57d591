/**
 * A column expression as one JavaScript loop over column storage. The text that is generated computes with the very values a row object
 * would hold, so that it gives what the lambda gives row by row; Dates and durations are their milliseconds (NaN where missing), and texts are
 * looked at once a dictionary entry where an expression depends on nothing else.
 */

import type { ColumnExpr } from "../../lambda/column-expr.ts";
import { fieldsOf } from "../../lambda/column-expr.ts";
import { type DTypeOf, isTime, typeOf, type ValueType } from "../../lambda/types.ts";
import type { Column } from "../../values/column.ts";
import { wordsOf } from "../../values/int64.ts";
import { isValid } from "../../values/validity.ts";

/** What the generated text may call. */
export const SUPPORT = {
  scratch: new Date(0),
  zero: (ms: number) => (ms === ms ? ms : 0),
  duration: (ms: number) => (Number.isInteger(ms) ? ms : Math.round(ms * 1e6) / 1e6),
  /** What JavaScript says when a method of null is called. */
  none: (method: string): never => {
    throw new TypeError(`Cannot read properties of null (reading '${method}')`);
  },
  valid: isValid,
  words: wordsOf,
  code: (column: Column, text: string) => {
    const code = column.dictionary!.find(text);
    return code < 0 ? -2 : code;
  },
};

/** The generated body of one expression: declarations before the loop, statements at the start of each round, and the value. */
export interface Emitted {
  readonly before: string;
  readonly each: string;
  readonly value: string;
  readonly type: ValueType;
}

/** The names that the text expects: `cols` (columns in the order of `fields`), `read` (their readers), `support`, and `i` in the loop. */
export function emit(node: ColumnExpr, fields: readonly string[], columns: readonly Column[], as: "value" | "test"): Emitted | undefined {
  const dtypeOf: DTypeOf = name => columns[fields.indexOf(name)]?.dtype;
  if (as === "value" && typeOf(node, dtypeOf) === undefined) return undefined;
  const writer = new Writer(fields, columns, dtypeOf);
  const value = as === "test" ? writer.test(node) : writer.value(node);
  return {
    before: writer.before.join("\n"),
    each: [...writer.each.values()].join("\n"),
    value,
    type: as === "test" ? { kind: "bool", missing: false } : typeOf(node, dtypeOf)!,
  };
}

class Writer {
  readonly before: string[] = [];
  /** One declaration a field, by its local name. */
  readonly each = new Map<string, string>();
  readonly #fields: readonly string[];
  readonly #columns: readonly Column[];
  readonly #dtypeOf: DTypeOf;
  #count = 0;
  /** Inside a function of one text: its field, whose text is `text`. */
  #text: string | undefined;

  constructor(fields: readonly string[], columns: readonly Column[], dtypeOf: DTypeOf) {
    this.#fields = fields;
    this.#columns = columns;
    this.#dtypeOf = dtypeOf;
    for (const [c, column] of columns.entries()) this.before.push(`const d${c} = ${storageText(column, c)};`);
  }

  #type(node: ColumnExpr): ValueType {
    return typeOf(node, this.#dtypeOf)!;
  }

  /** A JavaScript expression for the value: of dates and durations their milliseconds. */
  value(node: ColumnExpr): string {
    const memo = this.#memo(node);
    if (memo !== undefined) return memo;
    switch (node.kind) {
      case "field":
        return this.#field(node.name);
      case "const":
        return literal(node.value);
      case "regex":
        return `/${node.source}/${node.flags}`;
      case "unary":
        return node.op === "!" ? `(!${this.test(node.arg)})` : `(${node.op} ${this.#number(node.arg)})`;
      case "binary":
        return this.#binary(node);
      case "logical": {
        const [left, right] = [this.value(node.left), this.value(node.right)];
        const type = this.#type(node.left);
        if (!isTime(type) && !isTime(this.#type(node.right))) return `(${left} ${node.op} ${right})`;
        const name = this.#name();
        const present = type.fresh ? "true" : isTime(type) ? `${name} === ${name}` : node.op === "??" ? `${name} != null` : name;
        this.each.set(name, `let ${name};`);
        const [then, otherwise] = node.op === "&&" ? [this.#time(node.right), name] : [name, this.#time(node.right)];
        return `(${name} = ${this.#time(node.left)}, ${present} ? ${then} : ${otherwise})`;
      }
      case "cond": {
        const time = isTime(this.#type(node));
        const [then, otherwise] = time ? [this.#time(node.then), this.#time(node.otherwise)] : [this.value(node.then), this.value(node.otherwise)];
        return `(${this.test(node.test)} ? ${then} : ${otherwise})`;
      }
      case "template":
        return `(\`${node.texts.map((text, i) => escapeTemplate(text) + (i < node.args.length ? `\${${this.#boxed(node.args[i]!)}}` : "")).join("")}\`)`;
      case "call":
        return this.#call(node);
      case "length":
        return `(${this.value(node.object)}${node.optional ? "?." : "."}length)`;
      case "method":
        return this.#method(node);
    }
  }

  /** A JavaScript expression that is true or false as the value would be. */
  test(node: ColumnExpr): string {
    if (node.kind === "logical" && node.op !== "??") return `(${this.test(node.left)} ${node.op} ${this.test(node.right)})`;
    if (node.kind === "cond") return `(${this.test(node.test)} ? ${this.test(node.then)} : ${this.test(node.otherwise)})`;
    if (node.kind === "unary" && node.op === "!") return `(!${this.test(node.arg)})`;
    const type = this.#type(node);
    if (!isTime(type)) return this.value(node);
    if (type.fresh) return `(${this.value(node)}, true)`;
    const { set, name } = this.#local(node);
    return `(${set}${name} === ${name})`;
  }

  #name(): string {
    return `t${this.#count++}`;
  }
  /** A value that is used twice: what assigns it, to stand before its first use and a comma, and its name. */
  #local(node: ColumnExpr): { set: string; name: string } {
    const text = this.value(node);
    if (/^(v\d+|text)$/.test(text)) return { set: "", name: text };
    const name = this.#name();
    this.each.set(name, `let ${name};`);
    return { set: `${name} = ${text}, `, name };
  }

  /** For arithmetic and order: a missing date or duration counts as 0, as null does. */
  #number(node: ColumnExpr): string {
    const type = this.#type(node);
    return isTime(type) && type.fresh !== true ? `support.zero(${this.value(node)})` : this.value(node);
  }
  /** As a date's milliseconds, of null too. */
  #time(node: ColumnExpr): string {
    return this.#type(node).kind === "null" ? "NaN" : this.value(node);
  }
  /** The JavaScript value itself. */
  #boxed(node: ColumnExpr): string {
    const type = this.#type(node);
    if (type.kind !== "date") return this.value(node);
    return type.fresh ? `new Date(${this.value(node)})` : `(ms => ms === ms ? new Date(ms) : null)(${this.value(node)})`;
  }

  #field(name: string): string {
    if (name === this.#text) return "text";
    const c = this.#fields.indexOf(name);
    const column = this.#columns[c]!;
    const local = `v${c}`;
    if (!this.each.has(local)) this.each.set(local, `const ${local} = ${readText(column, c)};`);
    return local;
  }

  #binary(node: ColumnExpr & { kind: "binary" }): string {
    const [left, right] = [node.left, node.right];
    const equality = node.op === "===" || node.op === "!==" || node.op === "==" || node.op === "!=";
    if (!equality) return `(${this.#number(left)} ${node.op} ${this.#number(right)})`;
    const [lt, rt] = [this.#type(left), this.#type(right)];
    if (isTime(lt) || isTime(rt)) {
      const [time, type] = isTime(lt) ? [left, lt] : [right, rt];
      const { set, name } = this.#local(time);
      const missing = type.fresh ? `(${set}false)` : `(${set}${name} !== ${name})`;
      return node.op[0] === "!" ? `(!${missing})` : missing;
    }
    for (const [field, constant] of [
      [left, right],
      [right, left],
    ] as const) {
      if (field.kind !== "field" || field.name === this.#text || constant.kind !== "const" || typeof constant.value !== "string") continue;
      const c = this.#fields.indexOf(field.name);
      if (this.#columns[c]!.dictionary === null) continue;
      const name = this.#name();
      this.before.push(`const ${name} = support.code(cols[${c}], ${literal(constant.value)});`);
      return `(d${c}[i] ${node.op} ${name})`;
    }
    return `(${this.value(left)} ${node.op} ${this.value(right)})`;
  }

  #call(node: ColumnExpr & { kind: "call" }): string {
    if (node.name === "Boolean") return node.args.length === 0 ? "false" : `(!!${this.test(node.args[0]!)})`;
    if (node.name === "new Date") return `(new Date(${node.args.map(arg => this.#number(arg)).join(", ")}).getTime())`;
    const args = node.args.map(arg => (node.name === "String" ? this.#boxed(arg) : this.#number(arg)));
    return `${node.name}(${args.join(", ")})`;
  }

  #method(node: ColumnExpr & { kind: "method" }): string {
    const args = node.args.map(arg => this.value(arg)).join(", ");
    const dot = node.optional ? "?." : ".";
    const type = node.object.kind === "regex" ? undefined : this.#type(node.object);
    if (type?.kind !== "date") return `(${this.value(node.object)})${dot}${node.name}(${args})`;
    const { set, name } = this.#local(node.object);
    const of =
      node.name === "getTime" || node.name === "valueOf"
        ? name
        : (arithmetic(node.name, name) ?? `(support.scratch.setTime(${name}), support.scratch.${node.name}())`);
    return type.fresh ? `(${set}${of})` : `(${set}${name} === ${name} ? ${of} : ${node.optional ? "undefined" : `support.none("${node.name}")`})`;
  }

  /** An expression of one dictionary column alone is worked out once an entry, when a row first has it. */
  #memo(node: ColumnExpr): string | undefined {
    if (this.#text !== undefined || node.kind === "field" || node.kind === "const" || node.kind === "regex" || node.kind === "unary") return undefined;
    if (node.kind === "binary" && (node.left.kind === "field" || node.right.kind === "field") && /^[!=]=/.test(node.op)) return undefined;
    const fields = [...fieldsOf(node)];
    if (fields.length !== 1) return undefined;
    const c = this.#fields.indexOf(fields[0]!);
    if (this.#columns[c]!.dictionary === null || isTime(this.#type(node))) return undefined;
    this.#text = fields[0];
    const outer = new Map(this.each);
    this.each.clear();
    const value = this.value(node);
    const own = [...this.each.values()].join(" ");
    this.each.clear();
    for (const [name, text] of outer) this.each.set(name, text);
    this.#text = undefined;
    const name = this.#name();
    this.before.push(`const f${name} = text => { ${own} return ${value}; }, m${name} = new Array(cols[${c}].dictionary.length + 1);`);
    const at = `m${name}[d${c}[i] + 1]`;
    return `(${at} !== undefined ? ${at} : (${at} = f${name}(d${c}[i] < 0 ? null : cols[${c}].dictionary.at(d${c}[i]))))`;
  }
}

/** Parts of a UTC date that follow from its milliseconds alone. */
function arithmetic(method: string, ms: string): string | undefined {
  switch (method) {
    case "getUTCDay":
      return `((Math.floor(${ms} / 864e5) + 4) % 7 + 7) % 7`;
    case "getUTCHours":
      return `Math.floor(${ms} / 36e5) - 24 * Math.floor(${ms} / 864e5)`;
    case "getUTCMinutes":
      return `Math.floor(${ms} / 6e4) - 60 * Math.floor(${ms} / 36e5)`;
    default:
      return undefined;
  }
}

function literal(value: number | string | boolean | null): string {
  if (typeof value === "string") return JSON.stringify(value);
  return Object.is(value, -0) ? "(-0)" : typeof value === "number" && value < 0 ? `(${value})` : String(value);
}
const escapeTemplate = (text: string): string => text.replace(/[\\`]|\$\{/g, "\\$&");

function storageText(column: Column, c: number): string {
  const plain = column.range === null && column.validity === null;
  return plain && column.dtype === "int64" ? `support.words(cols[${c}].data)` : column.range === null ? `cols[${c}].data` : "null";
}

/** The value of a row as text; where storage is not the value, the column's reader gives it. */
function readText(column: Column, c: number): string {
  const { dtype, validity, range } = column;
  if (dtype === "datetime" || dtype === "timedelta") {
    const time = dtype === "datetime" ? `Math.trunc(d${c}[i])` : `support.duration(d${c}[i])`;
    return validity === null ? time : `(support.valid(cols[${c}].validity, i) ? ${time} : NaN)`;
  }
  if (range !== null) return `read[${c}](i)`;
  if (dtype === "string" || dtype === "category") return `read[${c}](i)`;
  if (dtype === "float64" || dtype === "float32") return validity === null ? `d${c}[i]` : `read[${c}](i)`;
  if (validity !== null) return `read[${c}](i)`;
  if (dtype === "bool") return `(d${c}[i] !== 0)`;
  if (dtype === "int64") return `(d${c}[2 * i + 1] === d${c}[2 * i] >> 31 ? d${c}[2 * i] : read[${c}](i))`;
  return /^u?int(8|16|32)$/.test(dtype) ? `d${c}[i]` : `read[${c}](i)`;
}
