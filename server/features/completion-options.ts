/** Completion among the arguments of a call: its options, axes, sizes of blocks. */

import { type CompletionItem, CompletionItemKind, InsertTextFormat } from "vscode-languageserver";
import { type Dim, dimText, isKnown, isUnknown } from "../../runtime/meta/dim.ts";
import { itemsize } from "../../runtime/meta/dtype.ts";
import { formatBytes, formatCount } from "../../runtime/meta/format.ts";
import type { ArrayMeta } from "../../runtime/meta/meta.ts";
import { ts } from "../analysis/typescript.ts";
import { constant } from "../rules/sizes.ts";
import type { Call, Subject } from "../rules/subject.ts";
import { option, stringOf } from "../rules/syntax.ts";
import { columnsOf, frameOf, KEYED } from "./column-uses.ts";
import { callAround } from "./completion-text.ts";
import { OPTIONS_OF } from "./options.ts";
import { dtypeText } from "./summary.ts";

/** Undefined where the place is none of these. */
export function amongArguments(s: Subject, offset: number): CompletionItem[] | undefined {
  const before = s.source.text.slice(Math.max(0, offset - 200), offset);
  const call = callAround(s, offset);
  if (call === undefined) return undefined;
  if (/\baxis:\s*(\[[\d\s,-]*)?-?\d*$/.test(before)) return axes(s, call);
  const chunks = /(?:\bchunks:\s*|\brechunk\(\s*)(\[?)[ ]*$/.exec(before);
  if (chunks !== null) return blocks(s, call, chunks[1] === "[");
  if (/[{,]\s*[\w$]*$/.test(before) && isInOptions(call, offset)) return options(s, call);
  return undefined;
}

function isInOptions({ args }: Call, offset: number): boolean {
  const last = args.at(-1);
  return last !== undefined && ts.isObjectLiteralExpression(last) && last.getStart() < offset && offset <= last.end;
}

function options(s: Subject, call: Call): CompletionItem[] | undefined {
  if (KEYED.has(call.name) && call.args.length === 1) {
    const frame = frameOf(s, call.on);
    return frame === undefined
      ? undefined
      : (columnsOf(frame.meta) ?? []).map(({ name, dtype }) => ({ label: name, kind: CompletionItemKind.Field, detail: dtypeText(dtype) }));
  }
  const known = call.origin !== undefined || s.lazy(call.on) !== undefined || s.lazy(call.node) !== undefined ? OPTIONS_OF.get(call.name) : undefined;
  return known
    ?.filter(({ name }) => option(call.args, name) === undefined)
    .map(({ name, usual, about }) => ({
      label: name,
      kind: CompletionItemKind.Property,
      detail: `default: ${usual}`,
      documentation: about,
      insertText: `${name}: `,
    }));
}

const arrayOf = (s: Subject, call: Call): ArrayMeta | undefined => {
  const meta = (s.lazy(call.on) ?? s.lazy(call.args[0]))?.meta;
  return meta?.kind === "array" ? meta : undefined;
};

function axes(s: Subject, call: Call): CompletionItem[] | undefined {
  const meta = arrayOf(s, call);
  return meta?.shape.map((length, i) => {
    const sizes = meta.chunks[i]!;
    return {
      label: String(i),
      kind: CompletionItemKind.Value,
      detail: `${dimText(length)} elements in ${isUnknown(sizes) ? "?" : formatCount(sizes.length)} blocks`,
    };
  });
}

/** Bytes that blocks are suggested for. */
const TARGETS = [8e6, 32e6, 128e6];

/** `1000, 1000` with what it comes to: `8 MB, 100 blocks`. */
function blocks(s: Subject, call: Call, open: boolean): CompletionItem[] | undefined {
  const meta = call.name === "rechunk" ? arrayOf(s, call) : undefined;
  const shape = meta?.shape ?? shapeOf(s, call);
  const dtype = meta?.dtype ?? stringOf(option(call.args, "dtype")) ?? "float64";
  if (shape === undefined || shape.length === 0 || !shape.every(n => isKnown(n) && n > 0) || typeof dtype !== "string") return undefined;
  const lengths = shape as readonly number[];
  const size = sizeOf(dtype);
  const total = lengths.reduce((n, length) => n * length, size);
  const found = new Map<string, CompletionItem>();
  for (const [i, target] of TARGETS.entries()) {
    const share = Math.min(1, target / total) ** (1 / lengths.length);
    const each = lengths.map(length => Math.min(length, nice(length * share)));
    const bytes = each.reduce((n, length) => n * length, size);
    const count = each.reduce((n, length, axis) => n * Math.ceil(lengths[axis]! / length), 1);
    const label = each.join(", ");
    if (found.has(label)) continue;
    found.set(label, {
      label,
      kind: CompletionItemKind.Value,
      detail: `${formatBytes(bytes)}, ${formatCount(count)} ${count === 1 ? "block" : "blocks"}`,
      sortText: String(i),
      insertText: open ? label : `[${label}]`,
      insertTextFormat: InsertTextFormat.PlainText,
    });
  }
  return [...found.values()];
}

const sizeOf = (dtype: string): number => {
  try {
    return itemsize(dtype as never) || 8;
  } catch {
    return 8;
  }
};
/** 1, 2 or 5 times a power of ten, at most as large. */
function nice(n: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  const first = Math.max(1, n) / power;
  return Math.max(1, (first >= 5 ? 5 : first >= 2 ? 2 : 1) * power);
}

/** The shape that a call makes: its first argument, or `size`. */
function shapeOf(s: Subject, { args }: Call): readonly Dim[] | undefined {
  const given = option(args, "size") ?? args[0];
  if (given === undefined) return undefined;
  const list = ts.isArrayLiteralExpression(given) ? [...given.elements] : [given];
  const sizes = list.map(each => constant(s, each));
  return sizes.every(each => each !== undefined) ? (sizes as number[]) : undefined;
}
