import fc from "fast-check";
import { expect, it } from "vitest";
import { Slots } from "../../runtime/memory/slots.ts";

it("gives no page to two at once, and writes over what is free", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.record({ take: fc.integer({ min: 1, max: 40 }) }), fc.record({ give: fc.nat() })), { maxLength: 200 }), steps => {
      const slots = new Slots();
      const held: { page: number; pages: number }[] = [];
      for (const each of steps) {
        if ("take" in each) {
          const page = slots.take(each.take);
          expect(held.every(other => page + each.take <= other.page || other.page + other.pages <= page)).toBe(true);
          held.push({ page, pages: each.take });
        } else if (held.length > 0) {
          const [gone] = held.splice(each.give % held.length, 1);
          slots.give(gone!.page, gone!.pages);
        }
        const used = held.reduce((sum, { pages }) => sum + pages, 0);
        expect(slots.used).toBe(used);
      }
    }),
  );
});
