/** `df.col`: columns by name. */

import { ColumnError } from "../../errors.ts";
import { rowColumns } from "../../meta/columns.ts";
import { isUnknown } from "../../meta/dim.ts";
import type { FrameMeta } from "../../meta/meta.ts";
import { located } from "../located.ts";

/** Names that JavaScript and its tools ask any object for. */
const ASKED: ReadonlySet<string> = new Set(["then", "toJSON", "constructor", "asymmetricMatch", "nodeType", "$$typeof", "inspect", "valueOf", "toString"]);

/** An object with a property a column, made by `make` when it is read; of a frame whose columns are not known every name is one. */
export function columnsObject<T>(meta: FrameMeta, make: (name: string) => T): Readonly<Record<string, T>> {
  const names = rowColumns(meta).map(column => column.name);
  const open = isUnknown(meta.columns);
  return new Proxy(Object.create(null) as Record<string, T>, {
    get(_target, name) {
      if (typeof name !== "string") return undefined;
      if (names.includes(name) || (open && !ASKED.has(name))) return make(name);
      if (ASKED.has(name)) return undefined;
      return located(() => {
        throw new ColumnError(name, names);
      });
    },
    has: (_target, name) => typeof name === "string" && (open || names.includes(name)),
    ownKeys: () => names,
    getOwnPropertyDescriptor: (_target, name) =>
      typeof name === "string" && names.includes(name) ? { enumerable: true, configurable: true, value: make(name) } : undefined,
  });
}
