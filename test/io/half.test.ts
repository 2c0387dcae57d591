import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fromHalf, toHalf } from "../../runtime/io/array/half.ts";

test("every float16 comes back; numbers between go to the nearest, ties to even", () => {
  const wrong = Array.from({ length: 1 << 16 }, (_, bits) => bits).filter(bits => {
    const value = fromHalf(bits);
    return toHalf(value) !== (Number.isNaN(value) ? 0x7e00 : bits);
  });
  expect(wrong).toEqual([]);
  expect([fromHalf(1), fromHalf(0x3c00), fromHalf(0x7bff), fromHalf(0xfc00)]).toEqual([2 ** -24, 1, 65504, -Infinity]);
  expect([toHalf(65519), toHalf(65520), toHalf(2 ** -25), toHalf(3 * 2 ** -25), toHalf(1 + 2 ** -11)]).toEqual([0x7bff, 0x7c00, 0, 2, 0x3c00]);
  fc.assert(
    fc.property(fc.double({ min: -70_000, max: 70_000, noNaN: true }), value => {
      const bits = toHalf(value);
      const [got, size] = [fromHalf(bits), bits & 0x7fff];
      if (size === 0x7c00) {
        expect(Math.abs(value)).toBeGreaterThanOrEqual(65520);
        return;
      }
      for (const other of [size - 1, size + 1]) {
        if (other < 0 || other >= 0x7c00) continue;
        expect(Math.abs(Math.abs(value) - Math.abs(got))).toBeLessThanOrEqual(Math.abs(Math.abs(value) - fromHalf(other)));
      }
    }),
  );
});
