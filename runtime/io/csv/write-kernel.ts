/** A partition as CSV text, in pandas' forms of numbers, flags and dates. */

import type { Kernel } from "../../kernels/kernel.ts";
import { Column } from "../../values/column.ts";
import { columnReader, missingTest } from "../../values/column-reader.ts";
import { Table } from "../../values/table.ts";
import { writeTemporary } from "../write/two-phase.ts";

export const writeCsvKernel: Kernel = ([block], params, context) => {
  const { paths, header, index, sep, token } = params as { paths: readonly string[]; header: boolean; index: boolean; sep: string; token: string };
  const table = block instanceof Column ? new Table({ fields: [block], levels: block.ownLevels, length: block.length }) : (block as Table);
  const bytes = csvBytes(table, { header, index, separator: sep });
  context.count("written", bytes.length);
  return writeTemporary(paths[context.index[0] ?? 0]!, token, bytes);
};

export interface CsvForm {
  readonly header: boolean;
  readonly index: boolean;
  readonly separator: string;
}

const ROWS = 4096;

export function csvBytes(table: Table, { header, index, separator }: CsvForm): Uint8Array {
  const columns = [...(index ? table.levels : []), ...table.fields];
  const special = new RegExp(`["\\r\\n${separator.replace(/[\\\]^-]/g, "\\$&")}]`);
  const quoted = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cells = columns.map(column => cellWriter(column, quoted));
  const parts: Uint8Array[] = [];
  let text = header ? `${columns.map(column => quoted(column.name ?? "")).join(separator)}\n` : "";
  for (let i = 0; i < table.length; i++) {
    text += cells[0]?.(i) ?? "";
    for (let c = 1; c < cells.length; c++) text += separator + cells[c]!(i);
    text += "\n";
    if (i % ROWS === ROWS - 1) {
      parts.push(Buffer.from(text));
      text = "";
    }
  }
  parts.push(Buffer.from(text));
  return Buffer.concat(parts);
}

function cellWriter(column: Column, quoted: (text: string) => string): (i: number) => string {
  const { dtype, data, dictionary, range } = column;
  if (range !== null) return i => String(range.start + i * range.step);
  const missing = missingTest(column);
  const present = (text: (i: number) => string) => (i: number) => (missing(i) ? "" : text(i));
  switch (dtype) {
    case "string":
    case "category": {
      const codes = data as Int32Array;
      const texts: string[] = [];
      return present(i => (texts[codes[i]!] ??= quoted(dictionary!.at(codes[i]!))));
    }
    case "bool":
      return present(i => ((data as Uint8Array)[i] === 0 ? "False" : "True"));
    case "float32":
    case "float64":
      return present(i => floatText((data as Float64Array)[i]!));
    case "int64":
    case "bigint":
    case "uint64": {
      const wide = data as BigInt64Array;
      return present(i => String(wide[i]));
    }
    case "datetime": {
      const times = data as Float64Array;
      const dateOnly = times.every(time => Number.isNaN(time) || time % 86_400_000 === 0);
      const milliseconds = times.some(time => time % 1000 !== 0 && !Number.isNaN(time));
      return present(i => {
        const iso = new Date(times[i]!).toISOString();
        return dateOnly ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, milliseconds ? 23 : 19)}`;
      });
    }
    default: {
      const read = columnReader(column);
      return present(i => {
        const value = read(i) as unknown;
        return quoted(
          typeof value === "object" && value !== null && Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value)
            ? String(value)
            : typeof value === "object"
              ? JSON.stringify(value)
              : String(value),
        );
      });
    }
  }
}

/** Shortest text that reads back the same, with a fraction: `1.0`, `1e-05`, `inf`. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const size = Math.abs(value);
  if (size >= 1e16 || (size < 1e-4 && size > 0)) return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return Number.isInteger(value) ? (Object.is(value, -0) ? "-0.0" : `${value}.0`) : String(value);
}
