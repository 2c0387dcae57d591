/** What WebAssembly makes of fields is what JavaScript makes of them. */

import fc from "fast-check";
import { expect, it } from "vitest";
import wabt from "wabt";
import { COLUMNS_BYTES } from "../../runtime/io/csv/columns-bytes.ts";
import { COLUMNS_WAT } from "../../runtime/io/csv/columns-wat.ts";
import { quickValues, ShortTexts, type Values, valuesOf } from "../../runtime/io/csv/columns.ts";
import { parseDates } from "../../runtime/io/csv/dates.ts";
import { parseFloat64, parseInt64 } from "../../runtime/io/csv/numbers.ts";
import { eachWindow } from "../../runtime/io/csv/windows.ts";
import { DictionaryBuilder } from "../../runtime/values/dictionary-builder.ts";

const MISSING: ReadonlySet<string> = new Set(["", "NA"]);

it("is assembled from its text", async () => {
  const module = (await wabt()).parseWat("columns.wat", COLUMNS_WAT, { simd: true });
  expect(Buffer.from(module.toBinary({}).buffer).toString("base64")).toBe(COLUMNS_BYTES);
});

/** Each batch of the second of three fields. */
function batches(fields: readonly string[], visit: (...batch: Parameters<Parameters<typeof eachWindow>[3]["batch"]>) => void): void {
  const file = Buffer.from(fields.map(field => `12345678,${field},87654321\n`).join(""));
  const fill = (into: Uint8Array, offset: number): number => file.copy(into, 0, offset);
  eachWindow({ separator: ",", fields: ["a", "b", "c"], comment: null }, fill, 0, {
    batch: visit,
    tooMany: () => expect.unreachable(),
    unclosed: () => expect.unreachable(),
  });
}

type Parse = (bytes: Uint8Array, positions: Int32Array, stride: number, first: number, rows: number, values: Values, at: number) => number;
const KINDS = {
  integers: [false, (bytes, positions, stride, first, rows, { words }, at) => parseInt64(bytes, positions, stride, first, rows, words, at, false)],
  floats: [true, (bytes, positions, stride, first, rows, { doubles }, at) => parseFloat64(bytes, positions, stride, first, rows, doubles, at, MISSING)],
  dates: [true, (bytes, positions, stride, first, rows, { doubles }, at) => parseDates(bytes, positions, stride, first, rows, doubles, at, MISSING)],
} satisfies Record<string, readonly [boolean, Parse]>;

function agree(kind: keyof typeof KINDS, fields: readonly string[]): void {
  const [flag, parse] = KINDS[kind];
  batches(fields, (bytes, tokens, stride) => {
    const { positions, rows } = tokens;
    const expected = valuesOf(new ArrayBuffer(rows * 8), 0, rows);
    const bad = parse(bytes, positions, stride, 1, rows, expected, 0);
    const got = quickValues(kind, bytes, tokens, stride, 1, flag, (values, row, count) =>
      parse(bytes, positions, stride, row * stride + 1, count, values, row),
    );
    if (bad >= 0) expect(got).toBe(bad);
    else expect((got as Values).words.slice()).toEqual(expected.words);
  });
}

const pad = (value: number, size: number): string => String(value).padStart(size, "0");
const whole = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.nat({ max: 99 }).map(value => `00${value}`),
  fc.constantFrom("+5", " 7", "-0"),
);
const decimal = fc.oneof(
  whole,
  fc.double({ noNaN: true }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value.toFixed(3)),
  fc.constantFrom("", "NA", ".5", "5.", "-.25", "1e5", "-0.0", "123456789012345", "1234567890123456", "0.00000000000001"),
);
const date = fc
  .tuple(
    fc.integer({ min: 1500, max: 2500 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.nat({ max: 23 }),
    fc.nat({ max: 59 }),
    fc.nat({ max: 59 }),
    fc.constantFrom("", "HM", "HMS", "T", "Z"),
  )
  .map(([year, month, day, hour, minute, second, form]) => {
    const start = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
    const clock = `${pad(hour, 2)}:${pad(minute, 2)}`;
    return form === ""
      ? start
      : form === "HM"
        ? `${start} ${clock}`
        : form === "T"
          ? `${start}T${clock}`
          : `${start} ${clock}:${pad(second, 2)}${form === "Z" ? "Z" : ""}`;
  });
const broken = fc.constantFrom(
  "-",
  "x",
  "1-2",
  "1.2.3",
  "12a4",
  "2001-02-29",
  "2001-13-01",
  "2001-01-00",
  "2001-01-01 24:00",
  "2001-01-01 10:60",
  "2001-01-01 10:30:60",
  "2001-01-01-10:30",
  "9999999999999999999999",
);
const some = (field: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.array(field, { maxLength: 300 }) },
    { weight: 1, arbitrary: fc.array(fc.oneof({ weight: 30, arbitrary: field }, { weight: 1, arbitrary: broken }), { maxLength: 100 }) },
  );

it("integers", () => fc.assert(fc.property(some(whole), fields => agree("integers", fields))));
it("floats", () => fc.assert(fc.property(some(decimal), fields => agree("floats", fields))));
it("dates", () =>
  fc.assert(
    fc.property(some(fc.oneof({ weight: 10, arbitrary: date }, { weight: 1, arbitrary: fc.constantFrom("", "NA", "2000-02-29", "1/2/2000") })), fields =>
      agree("dates", fields),
    ),
  ));
it("gives up where nothing is plain", () => {
  agree(
    "integers",
    Array.from({ length: 1000 }, (_, i) => `+${i}`),
  );
  agree(
    "floats",
    Array.from({ length: 1000 }, (_, i) => `${i}e3`),
  );
});

const word = fc.string({ unit: fc.constantFrom("a", "b", "\0", "é", "漢", " "), maxLength: 20 });
it("codes of texts", () =>
  fc.assert(
    fc.property(fc.array(word, { maxLength: 400 }), words => {
      const builder = new DictionaryBuilder();
      const short = new ShortTexts(builder);
      const got: (string | null)[] = [];
      batches(words, (bytes, tokens, stride) => {
        const codes = new Int32Array(tokens.rows);
        short.take(bytes, tokens, stride, 1, codes, 0, -1);
        const dictionary = builder.build();
        got.push(...Array.from(codes, code => (code < 0 ? null : dictionary.at(code))));
      });
      expect(got).toEqual(words.map(text => (text === "" ? null : text)));
    }),
  ));
it("codes of more texts than a table holds, of columns more than there are tables", () => {
  const words = Array.from({ length: 20_000 }, (_, i) => `w${(i * 7919) % 5000}`);
  const columns = Array.from({ length: 20 }, () => {
    const builder = new DictionaryBuilder();
    return { builder, short: new ShortTexts(builder), got: [] as number[] };
  });
  batches(words, (bytes, tokens, stride) => {
    for (const { short, got } of columns) {
      const codes = new Int32Array(tokens.rows);
      short.take(bytes, tokens, stride, 1, codes, 0, -1);
      for (const code of codes) got.push(code);
    }
  });
  for (const { builder, got } of columns) {
    const dictionary = builder.build();
    expect(dictionary.length).toBe(5000);
    expect(got.map(code => dictionary.at(code))).toEqual(words);
  }
});
