import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { createSpill, removeLeftovers, spillFolder, type SpillDisk, type SpillFile } from "../../runtime/memory/spill.ts";

const temporary = mkdtempSync(join(tmpdir(), "spill-test-"));
afterEach(() => {
  for (const name of readdirSync(temporary)) rmSync(join(temporary, name), { recursive: true });
});

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

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
    expect(same(into, source)).toBe(true);
    expect(spill.count).toBe(0);
    spill.close();
    expect(existsSync(folder)).toBe(false);
  });

  it("writes over what is free, keeps what is not, and starts anew after it was closed", () => {
    const spill = createSpill(spillFolder(temporary));
    const bytes = (value: number, length = 70_000) => new Uint8Array(length).fill(value);
    const read = (file: SpillFile) => {
      const into = new Uint8Array(file.bytes);
      spill.read(file, into);
      return into;
    };
    const files = [1, 2, 3].map(value => spill.write(bytes(value)));
    spill.remove(files[1]!);
    const fourth = spill.write(bytes(4));
    expect(fourth.at).toBe(files[1]!.at);
    expect([files[0]!, files[2]!, fourth].map(file => same(read(file), bytes(file === fourth ? 4 : files.indexOf(file) + 1)))).toEqual([true, true, true]);
    const large = spill.write(bytes(5, 300_000));
    expect(large.at).toBe(0);
    expect(same(read(large), bytes(5, 300_000))).toBe(true);
    spill.close();
    expect(readdirSync(temporary)).toEqual([]);
    expect(same(read(spill.write(bytes(6))), bytes(6))).toBe(true);
    spill.close();
  });

  it("knows bytes that are not those it wrote, and frees their place", () => {
    const spill = createSpill(spillFolder(temporary));
    const file = spill.write(new Uint8Array(1000).fill(7));
    const opened = openSync(file.path, "r+");
    writeSync(opened, Uint8Array.of(8), 0, 1, file.at + 500);
    closeSync(opened);
    expect(() => spill.read(file, new Uint8Array(1000))).toThrow("does not hold what was written");
    const cut = spill.write(new Uint8Array(1000));
    truncateSync(cut.path, 10);
    expect(() => spill.read(cut, new Uint8Array(1000))).toThrow("shorter than what was written");
    expect(spill.count).toBe(0);
    spill.close();
  });

  it("takes nothing where the disk takes nothing", () => {
    let full = true;
    const disk: SpillDisk = {
      write(...args) {
        if (full) throw new Error("ENOSPC: no space left on device, write");
        return writeSync(...args);
      },
    };
    const spill = createSpill(spillFolder(temporary), disk);
    expect(() => spill.write(new Uint8Array(10))).toThrow("ENOSPC");
    expect(spill.count).toBe(0);
    full = false;
    expect(spill.write(new Uint8Array(10)).at).toBe(0);
    spill.close();
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
