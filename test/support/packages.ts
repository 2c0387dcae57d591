import type { Capture, FunctionPackage } from "../../runtime/graph/function-package.ts";

/** A function as it is sent to workers. */
export const packageOf = (id: string, source: string, captures: Record<string, Capture> = {}): FunctionPackage => ({
  id,
  name: id,
  source,
  form: "expression",
  strict: true,
  captures,
});
