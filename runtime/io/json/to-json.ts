/** `toJson`: a file a partition, a record a line or a list of records. */

import { dirname, resolve } from "node:path";
import { environment, type RunOptions } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { partitionPaths } from "../write/files.ts";
import { writeToken } from "../write/token.ts";
import { commitWritten } from "../write/two-phase.ts";

export interface ToJsonOptions {
  readonly orient?: "records";
  readonly lines?: boolean;
}

export function toJson(input: Expr, pattern: string, { lines = true }: ToJsonOptions = {}, run: RunOptions = {}): Promise<string[]> {
  const paths = partitionPaths(input.meta, pattern, name => resolve(environment().host.cwd, name));
  const token = writeToken(input, pattern);
  const node = expr("toJson", [input], { path: pattern, paths, lines, token }, environment().site());
  return commitWritten(node, run, { token, folders: Array.isArray(paths) ? [...new Set(paths.map(path => dirname(path)))] : [] });
}
