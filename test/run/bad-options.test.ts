import { expect, it } from "vitest";
import { concatenate, ones } from "../../runtime/array.ts";

it("a memory limit that is none is named with the option", async () => {
  const sum = ones([4], { chunks: 2 }).sum();
  await expect(sum.compute({ memoryLimit: "lots", scheduler: "sync" } as never)).rejects.toThrow(
    'memoryLimit: expected a byte count such as 1000 or "128 MiB", got "lots"',
  );
  for (const limit of [-5, 0, Number.NaN])
    await expect(sum.compute({ memoryLimit: limit, scheduler: "sync" })).rejects.toThrow("memoryLimit: expected more than 0 bytes, got");
  expect(Number(await sum.compute({ memoryLimit: "64 MiB", scheduler: "sync" } as never))).toBe(4);
});

it("chunks that are no size are named with the option", () => {
  expect(() => ones([4], { chunks: "big" } as never)).toThrow('chunks: expected a byte count such as 1000 or "128 MiB", got "big"');
});

it("arrays that cannot be joined say on which axis they differ", () => {
  expect(() => concatenate([ones([2, 3]), ones([2, 4])] as never, { axis: 0 } as never)).toThrow(
    "concatenate along axis 0: sizes on axis 1 differ: (2, 3) and (2, 4)",
  );
  expect(() => concatenate([ones([2, 3]), ones([2])] as never)).toThrow("expected arrays of 2 axes, got one of 1");
});
