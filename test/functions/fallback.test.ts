/** Without an inspector: the function's own text, and what `capture` names. */

import { expect, test, vi } from "vitest";

vi.mock("../../runtime/functions/engine.ts", () => ({ theEngine: () => undefined }));
const { refOf, packageOf } = await import("../../runtime/functions/ref.ts");
const { capture } = await import("../../runtime/functions/capture.ts");
const { rebuild } = await import("../../runtime/functions/rebuild.ts");

const load = (url: string) => import(url);
const again = (f: Function) => rebuild(packageOf(refOf(f).id), { load, lookup: packageOf });

test("text alone, if all it uses is global", async () => {
  expect((await again((x: number) => Math.max(x, Number("4"))))(3)).toBe(4);
  const { inc } = {
    inc(x: number) {
      return x + 1;
    },
  };
  expect((await again(inc))(3)).toBe(4);
});

test("other names must be given", async () => {
  const limit = 3;
  const add = (x: number) => x + limit;
  expect(() => refOf(add)).toThrow(expect.objectContaining({ variable: "limit", reason: expect.stringContaining("capture(") }));
  expect((await again(capture({ limit }, add)))(4)).toBe(7);
});
