/** Which steps of a fused task go together as one program. */

import type { DType } from "../meta/dtype.ts";
import { isScalarCode, SCALAR, type ScalarCode } from "../meta/scalar.ts";
import type { FusedStep } from "../ops/fused.ts";
import { argsOf, type Arg, type ElementParams, type Program, stepOf } from "./array/program.ts";

export type Segment =
  | { readonly kind: "step"; readonly first: number; readonly last: number }
  /** Steps `first` to `last` as one program; of a reduction on top, `fold` is the step, which is the last one then. */
  | { readonly kind: "program"; readonly first: number; readonly last: number; readonly inputs: readonly number[]; readonly fold: number | undefined };

const PREFIX = "elementwise.";
const codeOf = (step: FusedStep): ScalarCode | undefined => {
  const code = step.kernel.startsWith(PREFIX) ? step.kernel.slice(PREFIX.length) : "";
  return isScalarCode(code) ? code : undefined;
};
const FOLDS = /^reduce\.(?:sum|mean|min|max|var|std)\.chunk$/;

/** A run of element by element steps is one program if only its last value is used after it. */
export function segmentsOf(steps: readonly FusedStep[]): readonly Segment[] {
  const lastUse = new Map<number, number>();
  for (const [i, step] of steps.entries()) for (const arg of step.args) if (arg >= 0) lastUse.set(arg, i);
  const segments: Segment[] = [];
  for (let first = 0; first < steps.length;) {
    let last = runEnd(steps, first);
    // A value used further on must be the last one of its program: cut the run there.
    while (last > first && hasLeak(first, last, lastUse)) last--;
    if (last < first) {
      segments.push({ kind: "step", first, last: first });
      first++;
      continue;
    }
    const next = steps[last + 1];
    const fold =
      next !== undefined &&
      FOLDS.test(next.kernel) &&
      next.args.length === 1 &&
      next.args[0] === last &&
      last + 2 === steps.length &&
      lastUse.get(last) === last + 1
        ? last + 1
        : undefined;
    const outside = new Set(steps.slice(first, last + 1).flatMap(step => step.args.filter(arg => arg < first)));
    segments.push({ kind: "program", first, last: fold ?? last, inputs: [...outside], fold });
    first = (fold ?? last) + 1;
  }
  return segments;
}

function runEnd(steps: readonly FusedStep[], first: number): number {
  let last = first - 1;
  while (last + 1 < steps.length && codeOf(steps[last + 1]!) !== undefined) last++;
  return last;
}

const hasLeak = (first: number, last: number, lastUse: ReadonlyMap<number, number>): boolean => {
  for (let i = first; i < last; i++) if ((lastUse.get(i) ?? i) > last || lastUse.get(i) === undefined) return true;
  return false;
};

/** The element by element steps as a program over the dtypes that blocks really have. */
export function programOf(segment: Extract<Segment, { kind: "program" }>, steps: readonly FusedStep[], dtypes: readonly DType[]): Program {
  let known = programs.get(segment);
  if (known === undefined) programs.set(segment, (known = new Map()));
  const key = dtypes.join(" ");
  let made = known.get(key);
  if (made === undefined) known.set(key, (made = makeProgram(segment, steps, dtypes)));
  return made;
}
const programs = new WeakMap<Segment, Map<string, Program>>();

function makeProgram(segment: Extract<Segment, { kind: "program" }>, steps: readonly FusedStep[], dtypes: readonly DType[]): Program {
  let program: Program = { inputs: dtypes, steps: [] };
  const end = segment.fold === undefined ? segment.last : segment.fold - 1;
  for (let i = segment.first; i <= end; i++) {
    const step = steps[i]!;
    const code = codeOf(step)!;
    const params = step.params as ElementParams;
    const arrays = step.args.map((arg): Arg => (arg >= segment.first ? { step: arg - segment.first } : { input: segment.inputs.indexOf(arg) }));
    program = { ...program, steps: [...program.steps, stepOf(program, code, argsOf(SCALAR[code].arity, params, arrays), params.dtype)] };
  }
  return program;
}
