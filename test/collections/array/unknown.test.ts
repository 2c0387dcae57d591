import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { unknown } from "../../../runtime/meta/dim.ts";

/** What the editor builds when it does not know a size: every operation goes through, and what is known stays so. */
describe("sizes that the editor does not know", () => {
  const n = () => unknown("a size the user will say") as unknown as number;
  const x = () => da.ones([n(), 4], { chunks: [-1, 2], dtype: "int32" });
  const y = () => da.ones(n(), { dtype: "float64" });
  const known = da.arange(3);
  const cases: Record<string, () => unknown> = {
    setSlice: () => x().setItem([da.slice(1, 5), 0], [1, 2, 3, 4]),
    setNumber: () => x().setItem([3], 7),
    setList: () => x().setItem([[0, 2]], da.ones([2, 4])),
    setMask: () => x().setItem([x().gt(0)], 0),
    setRows: () => x().setItem([y().gt(0)], 0),
    setPositions: () => x().setItem([known], 0),
    setUnknownValue: () => da.ones(8).setItem([da.slice(0, 3)], y()),
    take: () => x().get(known),
    takeUnknown: () => da.arange(9).get(y().astype("int64")),
    vindex: () => x().vindex.get([0, 1], [2, 3]),
    blocks: () => x().partitions,
    diag: () => da.diag(y()),
    diagonal: () => da.diagonal(x()),
    tril: () => da.tril(x()),
    triu: () => da.triu(x(), 1),
    argwhere: () => da.argwhere(x()),
    nonzero: () => x().nonzero(),
    extract: () => da.extract(x(), x()),
    unravel: () => da.unravelIndex(x(), [3, 4]),
    choose: () => da.choose(x(), [x(), 0]),
    piecewise: () => da.piecewise(x(), [x().gt(0)], [1, 2]),
    block: () => da.block([[x(), x()]]),
    view: () => x().view("int16"),
    push: () => da.push(y()),
    rot90: () => da.rot90(x()),
    ediff1d: () => da.ediff1d(x()),
    rechunk: () => x().rechunk([2, 2]),
    diff: () => da.diff(x(), { axis: 0, prepend: 0 }),
    frexp: () => da.frexp(x()),
    shuffle: () => x().shuffle([[0, 1]], { axis: 0 }),
    insert: () => da.insert(x(), 1, 0, { axis: 0 }),
    remove: () => da.delete(x(), 1, { axis: 0 }),
    pad: () => da.pad(x(), 1),
    roll: () => da.roll(x(), 1, { axis: 0 }),
    meshgrid: () => da.meshgrid(y(), y()),
  };
  for (const [name, build] of Object.entries(cases)) test(name, () => expect(build).not.toThrow());

  test("what is known stays known", () => {
    expect(x().setItem([0], 1).dtype).toBe("int32");
    expect(x().get(known).shape).toEqual([3, 4]);
    expect(da.tril(x()).shape[1]).toBe(4);
    expect(x().vindex.get([0, 1], ":").shape).toEqual([2, 4]);
  });
});
