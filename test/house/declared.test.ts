import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";

describe("declared names", () => {
  it("are the declarations' own, and what is missing is listed", () => {
    expect(() => execFileSync(process.execPath, ["scripts/api-names.mjs", "--check"], { stdio: "pipe" })).not.toThrow();
  });
});
