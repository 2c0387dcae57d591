import fc from "fast-check";
import { describe, expect, it } from "vitest";
import "../../runtime/executors/value-classes.ts";
import { describeBlock, packTree, restoreBlock, unpackTree, type Surroundings } from "../../runtime/memory/codec.ts";
import { copiedView } from "../../runtime/memory/typed-view.ts";
import { Column } from "../../runtime/values/column.ts";
import { Dictionary } from "../../runtime/values/dictionary.ts";
import { NDArray } from "../../runtime/values/ndarray.ts";
import { Table } from "../../runtime/values/table.ts";
import { Timedelta } from "../../runtime/values/timedelta.ts";

/** Block memory of one lease, at position 1000 of a buffer; what is adopted is put behind one another. */
function surroundings() {
  const memory = new SharedArrayBuffer(1 << 20);
  const constants = new SharedArrayBuffer(1 << 12);
  let next = 1000;
  let adopted = 0;
  const around: Surroundings = {
    locate: view => (view.buffer === memory ? { lease: 7, offset: view.byteOffset - 1000 } : undefined),
    resourceOf: buffer => (buffer === constants ? ["c", 0] : undefined),
    adopt(view) {
      const at = next;
      next += Math.ceil(view.byteLength / 8) * 8;
      new Uint8Array(memory, at, view.byteLength).set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      adopted++;
      return { lease: 7, offset: at - 1000 };
    },
  };
  const travel = (value: unknown, force = false) => {
    const description = describeBlock(value, around, force);
    if (description === undefined) return "stays";
    return restoreBlock(
      { tree: unpackTree(packTree(description.tree)), leases: description.leases },
      {
        view: (kind, lease, offset, elements) => {
          expect(lease).toBe(7);
          return copiedView(kind, memory, 1000 + offset, elements);
        },
        resource: (kind, resource, buffer, offset, elements) => {
          expect([resource, buffer]).toEqual(["c", 0]);
          return copiedView(kind, constants, offset, elements);
        },
      },
    );
  };
  return { memory, constants, travel, adopted: () => adopted };
}

describe("descriptions of blocks", () => {
  it("bring back any plain value", () => {
    const { travel } = surroundings();
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: false }), value => {
        expect(travel(value, true)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("name typed data by its place, without a copy", () => {
    const { memory, constants, travel, adopted } = surroundings();
    const view = new Float64Array(memory, 1008, 100).fill(3);
    expect(travel(view)).toEqual(new Float64Array(100).fill(3));
    expect(travel(new Int32Array(constants, 4, 5))).toEqual(new Int32Array(5));
    expect(adopted()).toBe(0);
    expect(travel(new Float64Array(1000).fill(2))).toEqual(new Float64Array(1000).fill(2));
    expect(adopted()).toBe(1);
  });

  it("keep arrays, columns and tables what they are", () => {
    const { memory, travel } = surroundings();
    const array = new NDArray(
      new Float64Array(memory, 2000, 6).map((_, i) => i),
      [2, 3],
      "float64",
    ).T;
    const back = travel(array) as NDArray;
    expect(back).toBeInstanceOf(NDArray);
    expect([back.shape, back.strides, back.item(2, 1)]).toEqual([[3, 2], [1, 3], array.item(2, 1)]);

    const table = new Table({
      fields: [
        new Column({ name: "n", dtype: "int64", length: 2, data: BigInt64Array.of(1n, 2n) }),
        new Column({ name: "s", dtype: "string", length: 2, data: Int32Array.of(1, -1), validity: Uint8Array.of(1), dictionary: Dictionary.of(["a", "bé"]) }),
        new Column({ name: "o", dtype: "object", length: 2, data: [{ deep: [1] }, null] }),
        new Column({ name: "r", dtype: "int64", length: 2, range: { start: 5, step: 2 } }),
      ],
      levels: [new Column({ name: "when", dtype: "datetime", length: 2, data: Float64Array.of(0, NaN) })],
      length: 2,
    });
    const same = travel(table) as Table;
    expect(same).toBeInstanceOf(Table);
    expect(same.toArray()).toEqual(table.toArray());
    expect((travel({ sum: array, count: 3, took: new Timedelta(3, "s") }) as { took: Timedelta }).took.toString()).toBe("00:00:03");
  });

  it("leave large lists of records, and objects of unknown classes, where they are", () => {
    const { travel } = surroundings();
    const records = Array.from({ length: 1000 }, (_, i) => ({ i }));
    expect(travel(records)).toBe("stays");
    expect(travel(new Map())).toBe("stays");
    expect(travel(new (class Own {})())).toBe("stays");
    expect(travel("x".repeat(100_000))).toBe("stays");
    expect(travel(records, true)).toEqual(records);
  });

  it("carry arrays inside records when they must", () => {
    const { memory, travel } = surroundings();
    const arrays = Array.from({ length: 500 }, (_, i) => ({ a: new NDArray(new Float64Array(memory, 4000, 2).fill(9), [2], "float64"), i }));
    const back = travel(arrays, true) as typeof arrays;
    expect(back[499]!.a).toBeInstanceOf(NDArray);
    expect(back[499]!.a.item(1)).toBe(9);
  });

  it("refuse a block that holds itself together with typed data", () => {
    const { memory, travel } = surroundings();
    const self: unknown[] = [new Float64Array(memory, 1000, 1)];
    self.push(self);
    expect(() => travel(self, true)).toThrow(RangeError);
  });

  it("take no user's object for a tag, and no key for a prototype", () => {
    const { travel } = surroundings();
    expect(travel(["view", "Float64Array", 0, 0, 1])).toEqual(["view", "Float64Array", 0, 0, 1]);
    const tricky = JSON.parse('{"__proto__": {"a": 1}, "b": [{"c": 2}]}') as object;
    expect(Object.keys(travel(tricky) as object)).toEqual(["__proto__", "b"]);
  });
});
