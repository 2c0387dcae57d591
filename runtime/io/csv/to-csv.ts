/** `toCsv`: a file a partition. */

import { dirname, resolve } from "node:path";
import { environment, type RunOptions } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { partitionPaths } from "../write/files.ts";
import { writeToken } from "../write/token.ts";
import { commitWritten } from "../write/two-phase.ts";

export interface ToCsvOptions {
  readonly header?: boolean;
  readonly index?: boolean;
  readonly sep?: string;
}

/** Gives the names of the files, in order of the partitions. Of a frame or a series. */
export function toCsv(input: Expr, pattern: string, options: ToCsvOptions = {}, run: RunOptions = {}): Promise<string[]> {
  const paths = partitionPaths(input.meta, pattern, name => resolve(environment().host.cwd, name));
  const token = writeToken(input, pattern);
  const { header = true, index = true, sep = "," } = options;
  const node = expr("toCsv", [input], { path: pattern, paths, header, index, sep, token }, environment().site());
  return commitWritten(node, run, { token, folders: Array.isArray(paths) ? [...new Set(paths.map(path => dirname(path)))] : [] });
}
