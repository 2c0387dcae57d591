import { expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { computed } from "../../support/evaluate.ts";

const bytes = da.fromArray(Uint8Array.of(0, 5, 200), { chunks: 2 });

test("an integer that its dtype cannot hold is not wrapped", async () => {
  expect([bytes.lt(-3 as never).dtype, flat(await computed(bytes.lt(-3 as never)))]).toEqual(["bool", [0, 0, 0]]);
  expect([bytes.add(-3 as never).dtype, flat(await computed(bytes.add(-3 as never)))]).toEqual(["int16", [-3, 2, 197]]);
  expect(bytes.add(255 as never).dtype).toBe("uint8");
  expect(da.ones([2], { dtype: "int8" }).mul(300 as never).dtype).toBe("int16");
});

test("functions that give floats of integers, and shifts of booleans", () => {
  expect([da.rint(bytes).dtype, da.fabs(bytes).dtype]).toEqual(["float64", "float64"]);
  const flags = da.ones([2], { dtype: "bool" });
  expect((da.leftShift(flags, flags) as unknown as typeof flags).dtype).toBe("int8");
});

test("repeated blocks do not grow much", async () => {
  const x = da.arange(5, { chunks: 2 });
  expect(da.repeat(x, 3, { axis: 0 }).chunks).toEqual([[3, 3, 3, 3, 3]]);
  expect(flat(await computed(da.repeat(x, 3, { axis: 0 })))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]);
  expect(flat(await computed(da.compress([true, false, true], x, { axis: 0 } as never)))).toEqual([0, 2]);
});
