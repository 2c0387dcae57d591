import { describe, expect, it } from "vitest";
import { formatBytes, formatMs } from "../../runtime/meta/format.ts";
import { formatBinaryBytes, formatTime, keySplit, parseTimedelta } from "../../runtime/meta/units.ts";

describe("durations", () => {
  it.each([
    ["3s", 3],
    ["3.5 seconds", 3.5],
    ["300ms", 0.3],
    ["10 us", 10e-6],
    ["10µs", 10e-6],
    ["5 minutes", 300],
    ["2 hours", 7200],
    ["10", 10],
    [7, 7],
  ])("%s is %d s", (text, seconds) => expect(parseTimedelta(text)).toBeCloseTo(seconds, 12));
  it.each(["", "soon", "5 parsecs", "1.2.3 s"])("%j is an error in words", text => expect(() => parseTimedelta(text)).toThrow(/expected a duration/));
  it.each([
    [60, "60.00 s"],
    [3600, "60m 0s"],
    [86_400, "24hr 0m"],
    [200_000, "2d 7hr"],
    [0.0123, "12.30 ms"],
    [0.000005, "5.00 us"],
  ])("%d s is %s", (seconds, text) => expect(formatTime(seconds)).toBe(text));
});

describe("what is rounded up to the next digit", () => {
  it.each([
    [9.96, "10.0 ms"],
    [9960, "10.0 s"],
    [9940, "9.9 s"],
    [0.0996, "0.1 ms"],
    [1000, "1 s"],
    [99_960, "100 s"],
    [0, "0 ms"],
  ])("%d ms are %s", (ms, text) => expect(formatMs(ms)).toBe(text));
  it.each([
    [9960, "10.0 kB"],
    [1000, "1 kB"],
    [99_960, "100 kB"],
    [999_600, "1 MB"],
  ])("%d bytes are %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

it.each([
  [1, "1 B"],
  [900, "900 B"],
  [1023, "1.00 kiB"],
  [2 ** 20, "1.00 MiB"],
  [1.5 * 2 ** 30, "1.50 GiB"],
])("%d bytes are %s", (bytes, text) => expect(formatBinaryBytes(bytes)).toBe(text));

it.each([
  ["hello-world-1", "hello-world"],
  ["inc-a1b2c3d4e5f60718293a4b5c6d7e8f90", "inc"],
  ["abc-def-ghi", "abc-def-ghi"],
  ["inc-abcdefab", "inc"],
  ["x", "x"],
])("%s begins with %s", (key, prefix) => expect(keySplit(key)).toBe(prefix));
