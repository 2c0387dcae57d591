import { describe, expect, it } from "vitest";
import "../../runtime/executors/value-classes.ts";
import { ownCopy } from "../../runtime/memory/own-copy.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";

describe("a copy for user code", () => {
  it("shares no memory with the block", () => {
    const data = new Float64Array(new SharedArrayBuffer(8000)).fill(1);
    const block = { a: new NDArray(data, [1000], "float64"), list: [1, "x"] };
    const own = ownCopy(block);
    expect(own.a).toBeInstanceOf(NDArray);
    own.a.data[0] = 5;
    expect([data[0], own.a.item(1), own.list]).toEqual([1, 1, [1, "x"]]);
  });
  it("is the value itself where it can be", () => {
    const records = [{ a: 1 }, new Map(), "text"];
    expect(ownCopy(records)).toBe(records);
  });
});
