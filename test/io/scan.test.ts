import { expect, it } from "vitest";
import wabt from "wabt";
import { SCAN_BYTES } from "../../runtime/io/csv/scan-bytes.ts";
import { SCAN_WAT } from "../../runtime/io/csv/scan-wat.ts";

it("the quick tokenizer is the text that it is said to be", async () => {
  const module = (await wabt()).parseWat("scan.wat", SCAN_WAT, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString("base64")).toBe(SCAN_BYTES);
});
