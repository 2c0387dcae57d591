/** Names of aggregations that are none: the error lists what there is and names the closest. */

import { describe, expect, it } from "vitest";
import { NotSupportedError } from "../../../runtime/errors.ts";
import { AGGREGATIONS, unknownAggregation } from "../../../runtime/meta/aggregation.ts";

describe("an aggregation that there is not", () => {
  it.each([
    ["avg", "mean"],
    ["AVG", "mean"],
    ["stddev", "std"],
    ["meen", "mean"],
    ["Median", "median"],
    ["firstt", "first"],
  ])("%s", (given, closest) => {
    const error = unknownAggregation(given);
    expect(error).toBeInstanceOf(NotSupportedError);
    expect(error.message).toBe(`agg: no aggregation "${given}"; expected one of ${AGGREGATIONS.join(", ")}. Did you mean "${closest}"?`);
  });
  it("may be like none of them", () => {
    for (const name of ["toString", "zzzzzz", undefined]) expect(unknownAggregation(name).message).toMatch(/one of count, size, .*, idxmax\.$/);
  });
});
