import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultBudget } from "../../runtime/memory/budget.ts";
import { Pool } from "../../runtime/memory/pool.ts";
import { PAGE, pagesFor, roundPages } from "../../runtime/memory/size-class.ts";

const pool = (pages: number) => new Pool(0, pages, () => true);

describe("pool", () => {
  it("rounds up by at most a quarter", () => {
    expect([1, 8, 9, 11, 17, 33].map(roundPages)).toEqual([1, 8, 10, 12, 20, 40]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), pages => {
        const rounded = roundPages(pages);
        expect(rounded).toBeGreaterThanOrEqual(pages);
        expect(rounded).toBeLessThanOrEqual(pages * 1.25 + 1);
        expect(roundPages(rounded)).toBe(rounded);
      }),
    );
    expect(pagesFor(0)).toBe(1);
  });

  it("hands a freed block out again before it takes fresh pages", () => {
    const p = pool(100);
    const first = p.take(3 * PAGE);
    p.take(PAGE);
    p.drop(first);
    expect(p.take(3 * PAGE - 5)).toBe(first);
  });

  it("keeps a lease until its last holder lets go", () => {
    const p = pool(10);
    const lease = p.take(PAGE);
    p.hold(lease);
    p.drop(lease);
    expect(p.used).toBe(1);
    expect(p.leaseAt(5)).toBe(lease);
    p.drop(lease);
    expect(p.used).toBe(0);
    expect(p.leaseAt(5)).toBe(-1);
  });

  it("joins neighbours when nothing fits", () => {
    const p = pool(8);
    const leases = Array.from({ length: 8 }, () => p.take(PAGE));
    expect(p.take(PAGE)).toBe(-1);
    for (const lease of leases) p.drop(lease);
    expect(p.take(8 * PAGE)).toBe(0);
  });

  it("refuses what is above its limit, and what the memory cannot grow to", () => {
    const p = pool(100);
    p.limit = 2;
    expect(p.take(3 * PAGE)).toBe(-1);
    expect(new Pool(0, 10, pages => pages <= 4).take(5 * PAGE)).toBe(-1);
  });

  it("never gives a page to two leases, and gets all back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 20 * PAGE }))), steps => {
        const p = pool(64);
        const held: { page: number; pages: number }[] = [];
        for (const [take, n] of steps) {
          if (!take && held.length > 0) p.drop(held.splice(n % held.length, 1)[0]!.page);
          if (!take) continue;
          const page = p.take(n);
          if (page < 0) continue;
          const pages = p.bytesOf(page) / PAGE;
          expect(pages * PAGE).toBeGreaterThanOrEqual(n);
          expect(page + pages).toBeLessThanOrEqual(64);
          for (const other of held) expect(page + pages <= other.page || other.page + other.pages <= page).toBe(true);
          held.push({ page, pages });
        }
        expect(p.used).toBe(held.reduce((sum, each) => sum + each.pages, 0));
        for (const { page } of held) p.drop(page);
        expect(p.take(64 * PAGE)).toBe(0);
      }),
    );
  });
});

describe("budget", () => {
  it("is 60 % of what the machine or the container has", () => {
    expect(defaultBudget(1000, 0)).toBe(600);
    expect(defaultBudget(1000, 100)).toBe(60);
    expect(defaultBudget(1000, 2 ** 63)).toBe(600);
  });
});
