import { describe, expect, it } from "vitest";
import { threadArguments } from "../../runtime/executors/threads/thread-arguments.ts";

describe("options of threads", () => {
  it("are Node's choice where the program is a file", () => {
    expect(threadArguments(["--max-old-space-size=100", "--import", "tsx"])).toBeUndefined();
  });
  it("keep what loads modules where the program is a text", () => {
    expect(threadArguments(["--input-type=module", "--expose-gc", "--import", "tsx", "-r=./a.cjs", "-e", "1"])).toEqual(["--import", "tsx", "-r=./a.cjs"]);
  });
});
