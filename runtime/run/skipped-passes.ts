/** Passes of the optimiser that are switched off: the setting `optimize.skip`, a list of names. */

import { PASSES } from "../optimize/index.ts";
import { config } from "./config.ts";

export function skippedPasses(): ReadonlySet<string> {
  const given = config.get<unknown>("optimize.skip", []);
  const names = Array.isArray(given) ? given : typeof given === "string" ? given.split(",").map(name => name.trim()) : undefined;
  const known = PASSES.map(([name]) => name);
  const wrong = names === undefined ? given : names.find(name => !known.includes(name as string));
  if (names === undefined || wrong !== undefined) throw new RangeError(`optimize.skip: expected some of ${known.join(", ")}, got ${JSON.stringify(wrong)}`);
  return new Set(names as string[]);
}
