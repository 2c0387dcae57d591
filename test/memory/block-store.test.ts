/** Blocks that share leases, on disk and back: each takes and brings its own bytes, and a lease is freed by all who hold it together. */

import * as fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fetchBlock, spillBlock, storeBlock } from "../../runtime/executors/threads/block-store.ts";
import { SmallRoom } from "../../runtime/executors/threads/small-room.ts";
import { SpillChoice, type Spiller } from "../../runtime/executors/threads/spill-choice.ts";
import { packTree, restoreBlock, unpackTree, type Tree } from "../../runtime/memory/codec.ts";
import { Pool } from "../../runtime/memory/pool.ts";
import { PAGE } from "../../runtime/memory/size-class.ts";
import { createSpill, spillFolder } from "../../runtime/memory/spill.ts";
import { typedView } from "../../runtime/memory/typed-view.ts";

const PAGES = 64;
const temporary = mkdtempSync(join(tmpdir(), "block-store-test-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function room() {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const pool = new Pool(1, PAGES, () => true);
  const small = new SmallRoom(pool);
  return { memory, pool, small, spill: createSpill(spillFolder(temporary)), place: (bytes: number) => small.take(bytes, each => pool.take(each)) };
}
const value = (tree: Uint8Array, leases: readonly number[], memory: WebAssembly.Memory): unknown =>
  restoreBlock(
    { tree: unpackTree(tree), leases },
    {
      view: (kind, lease, offset, elements) => typedView(kind, memory.buffer, lease * PAGE + offset, elements),
      resource: () => {
        throw new Error("no resources here");
      },
    },
  );
/** By bytes: comparing them one by one as values takes most of a test's time. */
const expectSame = (got: unknown, expected: readonly Uint8Array[]): void => {
  const bytes = (views: readonly ArrayBufferView[]) => views.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  const [ours, theirs] = [bytes(got as Uint8Array[]), bytes(expected)];
  expect([ours.length, ours.findIndex((each, i) => !each.equals(theirs[i]!))]).toEqual([theirs.length, -1]);
};

const KINDS = { Float64Array: 8, Int32Array: 4, Uint8Array: 1 } as const;
/** A view somewhere in one of three leases: kind, lease, offset in elements, elements. */
const view = fc.tuple(
  fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  fc.nat(2),
  fc.oneof(fc.nat(20), fc.nat(8000)),
  fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 8000 })),
);

describe("blocks that share leases", () => {
  test("come back from disk with what they had, and leave the others alone", () => {
    fc.assert(
      fc.property(fc.array(fc.array(view, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat(5)), (blocks, picks) => {
        const { memory, pool, small, spill, place } = room();
        const shared = [0, 1, 2].map(() => pool.take(2 * PAGE));
        const all = new Uint8Array(memory.buffer);
        const words = new Int32Array(memory.buffer, 0, (8 * PAGE) / 4);
        for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + 1, -1_640_531_535);
        const stored = blocks.map(views => {
          const leases = [...new Set(views.map(([, lease]) => lease))];
          const tree: Tree = ["list", views.map(([kind, lease, at, elements]) => ["view", kind, leases.indexOf(lease), at * KINDS[kind], elements] as const)];
          const block = storeBlock(
            pool,
            packTree(tree),
            leases.map(lease => shared[lease]!),
          );
          return { block, expected: (value(block.tree!, block.leases, memory) as Uint8Array[]).map(each => each.slice()) };
        });
        for (const lease of shared) pool.drop(lease);
        for (let round = 0; round < 12; round++) {
          const { block, expected } = stored[picks.next().value % stored.length]!;
          if (block.files.length === 0) {
            const freed = block.leases.filter(lease => pool.holdersOf(lease) === 1);
            spillBlock(pool, spill, memory, block, true);
            // What is free is anybody's.
            for (const lease of freed) if (pool.leaseAt(lease * PAGE) < 0) all.fill(255, lease * PAGE, (lease + 1) * PAGE);
          } else expect(fetchBlock(pool, spill, memory, block, place)).toBe(true);
          if (block.files.length === 0) expectSame(value(block.tree!, block.leases, memory), expected);
        }
        for (const { block, expected } of stored) {
          if (block.files.length > 0) fetchBlock(pool, spill, memory, block, place);
          expectSame(value(block.tree!, block.leases, memory), expected);
          for (const lease of block.leases) pool.drop(lease);
        }
        small.release();
        expect([pool.used, spill.count]).toEqual([0, 0]);
        spill.close();
      }),
      { numRuns: 60 },
    );
  });

  test("go to disk together, those that are needed last first, and never one that is read", () => {
    const { pool } = room();
    const held = new Map<number, number>();
    const ranks = [5, 9, 7, 8, 3];
    const lease = [0, 0, 1, 2, 2];
    const leases = [0, 1, 2].map(() => pool.take(PAGE));
    for (const [task, which] of lease.entries()) {
      pool.hold(leases[which]!);
      held.set(task, leases[which]!);
    }
    for (const each of leases) pool.drop(each);
    const spilled: number[] = [];
    const run: Spiller = {
      running: true,
      room: {
        storedCount: 5,
        spillable: () => [...held.keys()].filter(task => ranks[task]! >= 0) as never,
        leasesToSpill: task => (held.has(task) ? [held.get(task)!] : []),
        nextUse: task => ranks[task]!,
      },
      spill: task => {
        spilled.push(task);
        pool.drop(held.get(task)!);
        held.delete(task);
      },
    };
    const choice = new SpillChoice(pool, () => [run]);
    expect(choice.rank()).toBe(7);
    choice.spill();
    expect(choice.rank()).toBe(5);
    ranks[0] = -1;
    expect(choice.rank()).toBe(3);
    choice.spill();
    expect(spilled).toEqual([2, 3, 4]);
    expect(choice.rank()).toBeUndefined();
    expect(pool.used).toBe(1);
  });
});
