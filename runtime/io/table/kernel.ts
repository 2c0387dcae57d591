/** A partition of a table in memory, its columns projected. */

import type { Kernel } from "../../kernels/kernel.ts";
import { Table } from "../../values/table.ts";

export const tablePart: Kernel = (_args, params, context) => {
  const part = params["part"] as { readonly table: { readonly resource: string } };
  const columns = params["columns"] as readonly string[];
  const table = context.resource(part.table.resource) as Table;
  if (columns.length === table.columns.length && columns.every((name, i) => name === table.columns[i])) return table;
  return new Table({ fields: columns.map(name => table.find(name)!), levels: table.ownLevels, length: table.length });
};
