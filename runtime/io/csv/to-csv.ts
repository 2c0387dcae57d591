/** `toCsv`: a file a partition. */

import { dirname, resolve } from "node:path";
import { environment, type RunOptions } from "../../expr/environment.ts";
import { type Expr, expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import { UnknownSizeError } from "../../errors.ts";
import { partNames } from "../write/files.ts";
import { writeToken } from "../write/token.ts";
import { commitWritten } from "../write/two-phase.ts";

export interface ToCsvOptions {
  readonly header?: boolean;
  readonly index?: boolean;
  readonly sep?: string;
}

/** Gives the names of the files, in order of the partitions. Of a frame or a series. */
export function toCsv(input: Expr, pattern: string, options: ToCsvOptions = {}, run: RunOptions = {}): Promise<string[]> {
  const { host } = environment();
  const { meta } = input;
  const npartitions = meta.kind === "frame" || meta.kind === "series" ? meta.npartitions : 1;
  const token = writeToken(input, pattern);
  const { header = true, index = true, sep = "," } = options;
  const paths = isKnown(npartitions) ? partNames(pattern, npartitions).map(name => resolve(host.cwd, name)) : undefined;
  if (paths === undefined && typeof npartitions === "number") throw new UnknownSizeError("toCsv: the number of partitions is not known");
  const node = expr("toCsv", [input], { path: pattern, paths: paths ?? npartitions, header, index, sep, token }, environment().site());
  return commitWritten(node, run, { token, folders: [...new Set((paths ?? []).map(path => dirname(path)))] });
}
