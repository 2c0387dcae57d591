import { describe, expect, test } from "vitest";
import { delayed } from "bask";
import * as da from "bask/array";
import * as dd from "bask/dataframe";
import * as db from "bask/bag";
import { exprOf } from "../../runtime/collections/lazy.ts";
import { BaskError } from "../../runtime/errors.ts";

const numbers = () => db.fromSequence([1, 2, 3]);

describe("an error of building stands at the user's call", () => {
  test.each<[string, () => unknown]>([
    ["no such file", () => dd.readCsv("no such file.csv")],
    ["no file of a glob", () => db.readText("no such file-*.txt")],
    ["no such Parquet file", () => dd.readParquet("no such file.parquet")],
    ["shapes that do not broadcast", () => da.ones([3, 4]).add(da.ones([5]))],
    ["no such axis", () => da.ones([3, 4]).sum({ axis: 2 as never })],
    ["an index out of bounds", () => da.ones([3]).get(5)],
    ["no such dtype", () => da.ones([3], { dtype: "float99" as never })],
    ["a lazy value as a number", () => +(da.ones([3]) as never)],
    [
      "a bound function",
      () =>
        numbers().map(
          function (this: unknown, n: number) {
            return n;
          }.bind(null),
        ),
    ],
    ["what is not there yet", () => da.einsum("ij->i" as never)],
  ])("%s", (_name, build) => {
    const error = (() => {
      try {
        build();
      } catch (thrown) {
        return thrown;
      }
    })() as BaskError;
    expect(error).toBeInstanceOf(BaskError);
    expect(error.at?.file).toMatch(/error-places\.test\.ts$/);
    expect(error.at?.line).toBeGreaterThan(1);
  });

  test("an error of a task stands at the call that made the task, not at the one that waits", async () => {
    const failing = delayed(() => {
      throw new Error("no");
    })();
    const error = await failing.compute({ scheduler: "sync" }).catch((thrown: unknown) => thrown);
    expect((error as BaskError).at?.line).toBe(exprOf(failing as never).site!.line + 1);
  });
});
