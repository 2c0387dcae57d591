/** An error of a cell as the panel shows it: the user's line, the expression, the task. */

import type { CellError, Frame } from "../../protocol/session.ts";
import type { Site } from "../../protocol/graph.ts";
import { BaskError, TaskError } from "../errors.ts";
import { userPlace } from "../functions/places.ts";
import { fileOf, isOwn } from "../run/site.ts";
import { CellSyntaxError } from "./cell-runner.ts";

export function cellError(thrown: unknown): CellError {
  if (thrown instanceof CellSyntaxError) {
    return { name: thrown.name, message: thrown.message, frames: [{ name: "", ...thrown.place }], inner: [] };
  }
  const outer = isErrorLike(thrown) ? thrown : new Error(typeof thrown === "string" ? thrown : `a cell threw ${String(thrown)}`);
  const cause = outer instanceof TaskError && isErrorLike(outer.cause) ? outer.cause : outer;
  const own = framesOf(cause);
  const outerFrames = cause === outer ? { user: [], inner: [] } : framesOf(outer);
  const at = outer instanceof BaskError ? outer.at : undefined;
  const expression: Site | undefined = at === undefined ? undefined : { file: at.file, line: at.line - 1, character: at.column - 1, occurrence: 0 };
  const frames = [...own.user, ...outerFrames.user];
  return {
    name: cause.name,
    message: cause.message,
    ...(outer instanceof BaskError ? { code: outer.code } : {}),
    frames:
      frames.length > 0 || expression === undefined ? frames : [{ name: "", file: expression.file, line: expression.line, character: expression.character }],
    inner: [...own.inner, ...outerFrames.inner],
    ...(expression === undefined ? {} : { expression }),
    ...(outer instanceof TaskError ? { task: { key: outer.key, block: outer.block ?? null, inputs: outer.inputs } } : {}),
  };
}

/** A name, where there is one, and a place; folders may have parentheses in their names. */
const FRAME = /^\s+at (?:async )?(?:(.+?) \((?=file:|node:|\/|[A-Za-z]:\\))?(.+?):(\d+):(\d+)\)?$/;

function framesOf(error: Error): { user: Frame[]; inner: string[] } {
  const user: Frame[] = [];
  const inner: string[] = [];
  for (const line of (error.stack ?? "").split("\n")) {
    const match = FRAME.exec(line);
    if (match === null || match[2]!.includes("), ")) continue;
    const file = fileOf(match[2]);
    if (file === undefined || file.startsWith("node:") || isOwn(file) || file.includes("/node_modules/")) {
      inner.push(line.trim());
      continue;
    }
    const place = userPlace({ file, line: Number(match[3]), column: Number(match[4]) });
    if (place.line > 0)
      user.push({ name: match[1]?.replace(/^Object\.|<anonymous>$/g, "") ?? "", file: place.file, line: place.line - 1, character: place.column - 1 });
  }
  return { user, inner };
}

const isErrorLike = (value: unknown): value is Error => typeof value === "object" && value !== null && typeof (value as Error).message === "string";
