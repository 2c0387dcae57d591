import fc from "fast-check";
import { expect, it } from "vitest";
import { RankSet } from "../../runtime/schedule/rank-set.ts";

it("is a set whose least is known", () => {
  const operation = fc.record({ adds: fc.boolean(), rank: fc.nat({ max: 2999 }) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 300 }), operations => {
      const set = new RankSet(3000);
      const plain = new Set<number>();
      for (const { adds, rank } of operations) {
        if (adds) {
          set.add(rank);
          plain.add(rank);
        } else expect(set.delete(rank)).toBe(plain.delete(rank));
        expect(set.size).toBe(plain.size);
        expect(set.has(rank)).toBe(plain.has(rank));
        expect(set.least()).toBe(plain.size === 0 ? -1 : Math.min(...plain));
      }
    }),
    { numRuns: 100 },
  );
});
