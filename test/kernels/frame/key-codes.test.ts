/** Codes of keys that are doubles, at the ends of 32 bits and beyond, with and without missing ones. */

import fc from "fast-check";
import { expect, it } from "vitest";
import { codesOf, MOST_CODES } from "../../../runtime/kernels/frame/key-codes.ts";
import { Column } from "../../../runtime/values/column.ts";

const END = 2 ** 31;
const value = fc.oneof(
  fc.integer({ min: -5, max: 200 }),
  fc.constantFrom(
    -0,
    Number.NaN,
    END,
    END - 1,
    END - 2,
    -END,
    -END - 1,
    -END + 1,
    2 ** 40,
    2 ** 40 + 7,
    2 ** 53,
    0.5,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ),
);
it("of doubles are distances from the least, or there are none", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.array(fc.integer({ min: -END, max: -END + 9 })), fc.array(fc.constantFrom(END, END + 3, Number.NaN)), fc.array(value, { maxLength: 8 })),
      list => {
        const found = codesOf(new Column({ name: "k", dtype: "float64", length: list.length, data: Float64Array.from(list) }));
        const present = list.filter(each => !Number.isNaN(each));
        const [low, high] = [Math.min(...present), Math.max(...present)];
        if (present.length === 0) expect([...found!.codes]).toEqual(list.map(() => -1));
        else if (!present.every(Number.isSafeInteger) || high - low > MOST_CODES) expect(found).toBeUndefined();
        else {
          expect([...found!.codes]).toEqual(list.map(each => (Number.isNaN(each) ? -1 : each - low + 0)));
          expect(found!.size).toBe(high - low + 1);
          expect(found!.low + 0).toBe(low + 0);
        }
      },
    ),
    { numRuns: 500 },
  );
});
