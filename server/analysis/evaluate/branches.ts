/** Conditions and loops that the analysis cannot decide: every way is followed, and what differs is unknown after. */

import { merged, recording, restore, statesNow, type Writes } from "./heap.ts";
import { join, joinStates, smear } from "./join.ts";
import { Scope } from "./scope.ts";
import { type Evaluation, Thrown } from "./state.ts";
import { unknown, type Value } from "./value.ts";

export type Completion =
  | undefined
  | { readonly type: "return"; readonly value: Value }
  | { readonly type: "break" | "continue"; readonly label: string | undefined };

type Outcome = { readonly completion: Completion; readonly thrown?: Thrown };

const follow = (body: () => Completion): Outcome => {
  try {
    return { completion: body() };
  } catch (error) {
    if (error instanceof Thrown) return { completion: undefined, thrown: error };
    throw error;
  }
};

/** Both ways from one state. A way that returns or throws ends; the other goes on. */
export function either(ev: Evaluation, first: () => Completion, second: () => Completion): Completion {
  const a = recording(() => follow(first));
  const afterA = statesNow(a.before);
  restore(a.before);
  const b = recording(() => follow(second));
  const [x, y] = [a.result, b.result];
  const endsA = ends(x);
  const endsB = ends(y);
  if (endsA && endsB) {
    if (x.thrown !== undefined && y.thrown !== undefined) throw x.thrown;
    joinStates(afterA, b.before);
    return { type: "return", value: x.thrown ? returned(y) : y.thrown ? returned(x) : join(returned(x), returned(y)) };
  }
  const before = merged(a.before, b.before);
  if (endsA) {
    if (x.thrown === undefined) leave(ev, x, afterA, before);
  } else if (endsB) {
    const afterB = statesNow(b.before);
    restore(b.before);
    restore(afterA);
    if (y.thrown === undefined) leave(ev, y, afterB, before);
  } else joinStates(afterA, b.before);
  for (const outcome of [x, y])
    if (outcome.completion?.type === "break" || outcome.completion?.type === "continue") markUncertain(ev, outcome.completion.label);
  return undefined;
}

/** Any of several ways. */
export function anyOf(ev: Evaluation, ways: readonly (() => Completion)[]): Completion {
  if (ways.length === 0) return undefined;
  if (ways.length === 1) return ways[0]!();
  return either(ev, ways[0]!, () => anyOf(ev, ways.slice(1)));
}

/** The value of one of two expressions. */
export function eitherValue(ev: Evaluation, first: () => Value, second: () => Value): Value {
  let a: Value;
  let b: Value;
  const completion = either(
    ev,
    () => ((a = first()), undefined),
    () => ((b = second()), undefined),
  );
  return completion === undefined ? join(a, b) : unknown("it depends on a condition that is not known");
}

const ends = (outcome: Outcome): boolean => outcome.thrown !== undefined || outcome.completion?.type === "return";
const returned = (outcome: Outcome): Value => (outcome.completion as { value: Value }).value;

/** A way that returns early: what it changed outside the function may hold, or not. */
function leave(ev: Evaluation, outcome: Outcome, after: Writes, before: Writes): void {
  ev.frame.maybe.push(returned(outcome));
  const outside = new Map([...after].filter(([holder]) => !(holder instanceof Scope && isInside(holder, ev.frame.scope))));
  joinStates(outside, before.size === 0 ? outside : new Map([...before].filter(([holder]) => outside.has(holder))));
}

function isInside(scope: Scope, outer: Scope): boolean {
  for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) if (each === outer) return true;
  return false;
}

function markUncertain(ev: Evaluation, label: string | undefined): void {
  const loop = label === undefined ? ev.loops[ev.loops.length - 1] : ev.loops.findLast(each => each.label === label);
  if (loop !== undefined) loop.uncertain = true;
}

/** A loop is followed round by round; where its end is not known, it is followed once and what it changed is unknown. */
export function loop(
  ev: Evaluation,
  label: string | undefined,
  rounds: (round: (body: () => Completion) => "go on" | "stop", vague: (why: string) => void) => void,
): Completion {
  let result: Completion;
  let why: string | undefined;
  let count = 0;
  const frame = { label, uncertain: false };
  ev.loops.push(frame);
  const depth = ev.loops.length;
  const { before } = recording(() =>
    rounds(
      body => {
        if (why !== undefined) return "stop";
        if (++count > MAX_ROUNDS) {
          why = "a loop of too many rounds to follow";
          return "stop";
        }
        const completion = body();
        if (frame.uncertain) why = "a loop that may stop early";
        if (completion === undefined) return why === undefined ? "go on" : "stop";
        if (completion.type === "continue" && (completion.label === undefined || completion.label === label)) return why === undefined ? "go on" : "stop";
        if (completion.type !== "break" || (completion.label !== undefined && completion.label !== label)) result = completion;
        return "stop";
      },
      reason => (why = reason),
    ),
  );
  ev.loops.length = depth - 1;
  if (why !== undefined) {
    smear(before, why);
    if (result?.type === "return") {
      ev.frame.maybe.push(result.value);
      result = undefined;
    }
  }
  return result;
}
const MAX_ROUNDS = 10_000;
