/** NumPy's signatures of generalized functions: "(i),(j)->(i,j)". */

import { ShapeError } from "../errors.ts";

export interface GufuncSignature {
  readonly inputs: readonly (readonly string[])[];
  readonly outputs: readonly (readonly string[])[];
  /** Whether the text names one output without a comma, so that one value comes back and no list. */
  readonly single: boolean;
}

const CORE = /^\((?:[A-Za-z_]\w*(?:,[A-Za-z_]\w*)*)?\)$/;

export function parseSignature(text: unknown): GufuncSignature {
  if (typeof text !== "string") throw new TypeError(`expected a signature such as "(i),(j)->(i,j)", got ${typeof text}`);
  const sides = text.replaceAll(/\s/g, "").split("->");
  if (sides.length !== 2) throw new ShapeError(`the signature "${text}" has no single "->"`, [2], [sides.length]);
  const side = (given: string): string[][] => {
    const cores = given === "" ? [] : (given.match(/\([^()]*\)/g) ?? []);
    if (cores.join(",") !== given || !cores.every(core => CORE.test(core)))
      throw new ShapeError(`the signature "${text}" is not of the form "(i),(j)->(i,j)"`, ["(i)->()"], []);
    return cores.map(core => (core === "()" ? [] : core.slice(1, -1).split(",")));
  };
  const [inputs, outputs] = [side(sides[0]!), side(sides[1]!)];
  if (outputs.length === 0) throw new ShapeError(`the signature "${text}" names no output`, [1], [0]);
  return { inputs, outputs, single: outputs.length === 1 };
}
