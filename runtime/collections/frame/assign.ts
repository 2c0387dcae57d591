/** What `assign` and computed group keys are made of: lambdas, series, single lazy values, constants. */

import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import type { ColumnType } from "../../meta/dtype.ts";
import type { FrameMeta } from "../../meta/meta.ts";
import type { AssignSpec } from "../../ops/frame-params.ts";
import { exprOf, isLazy } from "../lazy.ts";
import { knownDtype, rowLambda } from "./lambda.ts";

export function assignSpecs(columns: Readonly<Record<string, unknown>>, meta: FrameMeta): { specs: AssignSpec[]; inputs: Expr[]; compiled: boolean } {
  const inputs: Expr[] = [];
  let all = true;
  const specs = Object.entries(columns).map(([name, value]): AssignSpec => {
    if (isLazy(value)) return { name, input: inputs.push(exprOf(value)) };
    if (environment().isFunction(value)) {
      const { lambda, dtype, compiled } = rowLambda(value, meta, "value");
      all &&= compiled;
      return { name, lambda, ...knownDtype(dtype) };
    }
    const dtype = constantDtype(value);
    return { name, constant: value, ...(dtype === undefined ? {} : { dtype }) };
  });
  return { specs, inputs, compiled: all };
}

function constantDtype(value: unknown): ColumnType | undefined {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? "int64" : "float64";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "bigint":
      return "bigint";
    default:
      return value instanceof Date ? "datetime" : value === null ? "object" : undefined;
  }
}
