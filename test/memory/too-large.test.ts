import { expect, it } from "vitest";
import { bundleProgram, runProgram } from "../support/program.ts";

it("a task too large for memory is an error, whatever goes to disk and back meanwhile", async () => {
  const { code, stdout, stderr } = await runProgram(await bundleProgram("test/support/product-too-large.ts"), [], {});
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const messages = JSON.parse(stdout) as string[];
  expect(messages).toHaveLength(4);
  for (const message of messages) expect(message).toMatch(/do not fit into block memory together|no room for a block/);
}, 60_000);
