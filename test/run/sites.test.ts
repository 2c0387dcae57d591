import { afterEach, expect, test } from "vitest";
import { delayed } from "bask";
import * as da from "bask/array";
import { exprOf, type LazyBase } from "../../runtime/collections/lazy.ts";
import { captureSite, resetSites } from "../../runtime/run/site.ts";

const siteOf = (value: unknown) => exprOf(value as LazyBase).site;
afterEach(resetSites);

test("a call's place is its line in its file, from zero", () => {
  const x = da.ones([4], { chunks: 2 });
  const sum = x.sum();
  expect(siteOf(sum)).toMatchObject({ line: siteOf(x)!.line + 1, occurrence: 0 });
  expect(siteOf(sum)!.file).toMatch(/sites\.test\.ts$/);
});

test("of very many delayed calls the first thousand between two runs have a place; collections always do", async () => {
  resetSites();
  const inc = delayed((n: number) => n + 1);
  const calls = Array.from({ length: 1_200 }, (_, i) => inc(i));
  expect(calls.filter(call => siteOf(call) !== undefined).length).toBe(1_000);
  expect(siteOf(da.ones([2]))).toBeDefined();
  await calls[0]!.compute({ scheduler: "sync" });
  expect(siteOf(inc(1))).toBeDefined();
});

test("a call far below its user is found", () => {
  const deep = (depth: number): ReturnType<typeof captureSite> => (depth === 0 ? captureSite() : deep(depth - 1));
  expect(deep(100)?.file).toMatch(/sites\.test\.ts$/);
});
