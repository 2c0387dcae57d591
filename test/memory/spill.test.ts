import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createSpill, removeLeftovers, spillFolder } from "../../runtime/memory/spill.ts";

const temporary = mkdtempSync(join(tmpdir(), "spill-test-"));
afterEach(() => {
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true });
});

describe("spill", () => {
  it("writes shared memory, reads it back, and leaves nothing", () => {
    const folder = spillFolder(temporary);
    const spill = createSpill(folder);
    expect(existsSync(folder)).toBe(false);
    const source = new Uint8Array(new SharedArrayBuffer(100_000));
    source.forEach((_, i) => {
      source[i] = i % 251;
    });
    const file = spill.write(source);
    expect(file.bytes).toBe(100_000);
    const into = new Uint8Array(new SharedArrayBuffer(100_000));
    spill.read(file, into);
    expect(into).toEqual(source);
    expect(readdirSync(folder)).toEqual([]);
    spill.close();
    expect(existsSync(folder)).toBe(false);
  });

  it("removes folders of processes that are gone before anything is written", () => {
    mkdirSync(join(temporary, "bask-blocks-999999999-abc"));
    createSpill(spillFolder(temporary));
    expect(readdirSync(temporary)).toEqual([]);
    expect(() => createSpill(spillFolder(join(temporary, "no such folder")))).not.toThrow();
  });

  it("removes folders of processes that are gone, and no others", () => {
    mkdirSync(join(temporary, "bask-blocks-999999999-abc"));
    mkdirSync(join(temporary, `bask-blocks-${process.pid}-abc`));
    mkdirSync(join(temporary, "something-else"));
    expect(removeLeftovers(temporary)).toEqual(["bask-blocks-999999999-abc"]);
    expect(readdirSync(temporary).sort()).toEqual([`bask-blocks-${process.pid}-abc`, "something-else"]);
  });
});
