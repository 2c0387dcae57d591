/** The runner held to its word: a wrong result is failed, what is not there is unsupported, and bounds are bounds. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Case } from "./case.ts";
import { installFunctions } from "./functions.ts";
import { runCase } from "./run-case.ts";
import { staticCase } from "./static-case.ts";

const cases = JSON.parse(readFileSync(new URL("fixtures/cases.json", import.meta.url), "utf8")) as Case[];
const catalogue = { twice: { js: "(x) => x * 2" } };
const functionNamed = installFunctions(catalogue);
const find = (id: string): Case => cases.find(each => each.id === `own.${id}`)!;

test.each([
  ["array.right", "passed"],
  ["array.wrong", "failed"],
  ["array.either", "passed"],
  ["unsupported.function", "unsupported"],
  ["unsupported.helper", "unsupported"],
  ["unsupported.option", "unsupported"],
  ["raises.build", "passed"],
  ["raises.late", "failed"],
  ["bound.kept", "passed"],
  ["bound.passed", "failed"],
  ["bound.exact", "failed"],
  ["reads", "passed"],
  ["calls", "passed"],
  ["frame.sorted", "passed"],
])("%s is %s", async (id, verdict) => {
  const result = await runCase(find(id), functionNamed);
  expect(result.verdict, result.why).toBe(verdict);
});

test.each([
  ["array.right", "passed"],
  ["array.wrong", "failed"],
  ["unsupported.function", "unsupported"],
  ["frame.sorted", "passed"],
])("what is known of %s without computing is %s", async (id, verdict) => {
  const scope = { values: new Map<string, unknown>(), get: () => undefined, functionNamed, folder: () => "" };
  const result = await staticCase(find(id), catalogue, scope);
  expect(result?.verdict, result?.why).toBe(verdict);
});
