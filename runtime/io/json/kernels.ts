/** A block of JSON records as a table, and a table as JSON text. */

import type { Kernel } from "../../kernels/kernel.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import { Column } from "../../values/column.ts";
import { exactReader } from "../../values/column-reader.ts";
import { fromRows } from "../../values/make-table.ts";
import { Table } from "../../values/table.ts";
import type { PlannedPart } from "../bytes/plan.ts";
import { linesBefore, readBytes } from "../bytes/read-bytes.ts";
import { writeTemporary } from "../write/two-phase.ts";
import { recordsOf } from "./records.ts";

export const readJsonKernel: Kernel = (_args, params, context) => {
  const { part, lines, columns, schema } = params as unknown as {
    part: PlannedPart;
    lines: boolean;
    columns: readonly string[];
    schema: readonly { name: string; dtype: ColumnType }[];
  };
  const bytes = readBytes(part, lines ? "\n" : null);
  context.count("read", bytes.length);
  const dtypes = Object.fromEntries(columns.map(name => [name, schema.find(column => column.name === name)!.dtype]));
  return fromRows(
    recordsOf(bytes, lines, part.path, () => linesBefore(part)),
    dtypes,
    context,
  );
};

export const writeJsonKernel: Kernel = ([block], params, context) => {
  const { paths, lines, token } = params as { paths: readonly string[]; lines: boolean; token: string };
  const table = block instanceof Column ? new Table({ fields: [block], length: block.length }) : (block as Table);
  const bytes = Buffer.from(jsonText(table, lines));
  context.count("written", bytes.length);
  return writeTemporary(paths[context.index[0] ?? 0]!, token, bytes);
};

/** Records without the index; whole 64-bit numbers as they are, missing values null. */
export function jsonText(table: Table, lines: boolean): string {
  const columns = table.fields.map(column => [JSON.stringify(column.name ?? ""), cell(column)] as const);
  const records = Array.from({ length: table.length }, (_, i) => `{${columns.map(([name, text]) => `${name}:${text(i)}`).join(",")}}`);
  return lines ? records.map(record => `${record}\n`).join("") : `[${records.join(",")}]`;
}

function cell(column: Column): (i: number) => string {
  const read = exactReader(column);
  return i => {
    const value = read(i) as unknown;
    return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? "null");
  };
}
