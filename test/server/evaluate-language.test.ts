/** What the evaluator makes of programs of plain JavaScript, against what JavaScript makes of them. */

import { describe, expect, test } from "vitest";
import { folderOf } from "./features/fixture.ts";
import { value, values } from "./evaluate.ts";

/** Bodies of async functions; each returns a plain value. */
const PROGRAMS: readonly string[] = [
  `class A { x = 1; #p = 2; static n = 3; constructor(y) { this.y = y; } get sum() { return this.x + this.#p + this.y; } set twice(v) { this.x = v * 2; } bump() { this.#p++; return this; } static make(y) { return new A(y); } }
   const a = A.make(4); a.twice = 5; A.n++; return [a.bump().bump().sum, A.n, a.x, Object.keys(a), a instanceof A, a.constructor === A, { ...a }];`,
  `class Shape { constructor(name) { this.name = name; this.tags = [name]; } area() { return 0; } toText() { return this.name + ":" + this.area(); } static kind = "shape"; }
   class Square extends Shape { side = 2; constructor(side) { super("square"); this.side = side; } area() { return this.side ** 2 + super.area(); } }
   class Named extends Square { extra = this.side + 1; }
   const shapes = [new Shape("none"), new Square(3), new Named(4)]; return [shapes.map(s => s.toText()), Square.kind, shapes[2].extra, shapes[2] instanceof Shape, shapes[0] instanceof Square, shapes.map(s => s.tags)];`,
  `class Counter { static #made = 0; static { Counter.start = 10; } #n = Counter.start; constructor() { Counter.#made++; } static get made() { return Counter.#made; } #step() { return ++this.#n; } next() { return this.#step(); } has(o) { return #n in o; } }
   const c = new Counter(); new Counter(); return [c.next(), c.next(), Counter.made];`,
  `const K = class { [ "a" + 1 ]() { return 7; } static of(...xs) { return xs.map(x => Object.assign(new this(), { x })); } }; return [K.of(1, 2).map(k => k.x + k.a1()), K.name];`,
  `class Abs { run() { return this.parts().join("/"); } } class Con extends Abs { parts() { return ["a", "b"]; } } return new Con().run();`,
  `const o = { n: 1, get double() { return this.n * 2; }, set half(v) { this.n = v * 2; }, m() { return () => this.n; } }; o.half = 4; return [o.double, o.m()(), o.n];`,
  `function* range(a, b, step = 1) { for (let i = a; i < b; i += step) yield i; } return [[...range(0, 5)], Array.from(range(1, 9, 3)), Math.max(...range(0, 4)), new Set(range(0, 3)).size];`,
  `function* endless() { let i = 0; while (true) yield i++; } const [a, b, c] = endless(); const out = []; for (const x of endless()) { if (x > 4) break; out.push(x); } const g = endless(); g.next(); return [a, b, c, out, g.next()];`,
  `function* inner() { yield 1; yield 2; } function* outer() { yield 0; yield* inner(); yield* [3, 4]; return 9; } const g = outer(); const all = [...g]; return [all, [...g], g.next()];`,
  `class Tree { constructor(v, l, r) { this.v = v; this.l = l; this.r = r; } *[Symbol.iterator]() { if (this.l) yield* this.l; yield this.v; if (this.r) yield* this.r; } } return [...new Tree(2, new Tree(1), new Tree(3))];`,
  `async function* parts() { yield 1; yield Promise.resolve(2); } const out = []; for await (const x of parts()) out.push(x); for await (const x of [Promise.resolve(3), 4]) out.push(x); return out;`,
  `const f = async n => n * 2; const [a, b] = await Promise.all([f(1), f(2)]); const s = await Promise.allSettled([f(3), 4]); return [a, b, s.map(x => x.status + x.value), await f(5).then(x => x + 1)];`,
  `const counter = () => { let n = 0; return { up: () => ++n, get n() { return n; } }; }; const c = counter(), d = counter(); c.up(); c.up(); d.up(); return [c.n, d.n];`,
  `const memo = new Map(); const fib = n => { if (n < 2) return n; if (!memo.has(n)) memo.set(n, fib(n - 1) + fib(n - 2)); return memo.get(n); }; return [fib(20), memo.size];`,
  `const xs = [5, 3, 9, 1]; const ys = xs; ys.push(7); xs.splice(1, 2, 8, 8); xs.sort((a, b) => b - a); return [xs, ys === xs, xs.reduce((a, b) => a + b), xs.findLast(x => x > 5), xs.toSorted((a, b) => a - b), xs.flatMap(x => [x, x]).length];`,
  `const groups = {}; for (const [k, v] of [["a", 1], ["b", 2], ["a", 3]]) (groups[k] ??= []).push(v); return [groups, Object.entries(groups).map(([k, v]) => k + v.length), Object.fromEntries(Object.entries(groups).map(([k, v]) => [k, v.length]))];`,
  `const { a, b: { c = 5, ...rest }, ...others } = { a: 1, b: { d: 2, e: 3 }, f: 4 }; const [x, , y = 3, ...zs] = [1, 2, undefined, 4, 5]; return [a, c, rest, others, x, y, zs];`,
  `outer: for (let i = 0, n = 0; ; i++) { for (const j of [1, 2, 3]) { if (j === 2) continue outer; n += j; if (i > 3) return n; } }`,
  `const kind = n => { switch (true) { case n < 0: return "neg"; case n === 0: return "zero"; default: { const big = n > 100; if (big) return "big"; } } return "pos"; }; return [-1, 0, 5, 500].map(kind);`,
  `const out = []; try { try { null.x; } finally { out.push("f"); } } catch (e) { out.push(e.name, e instanceof TypeError); } return out.slice(0, 2);`,
  `class Wrong extends Error2() {} function Error2() { return class { constructor(m) { this.message = m; } }; } try { throw new Wrong("no"); } catch (e) { return e.message; }`
    .replace("extends Error2()", "extends (() => class { constructor(m) { this.message = m; } })()")
    .replace(/function Error2.*?\} \} /, ""),
  `const tag = (s, ...v) => s.raw.join("|") + v.join(","); const n = 3; return [tag\`a\${n}b\${n + 1}c\`, String.raw\`x\\n\${n}\`];`,
  `return [JSON.stringify({ a: [1, null, undefined], b: undefined, c: "x" }), JSON.stringify([1], null, 2), JSON.parse('{"a":[1]}').a, encodeURIComponent("a b&c")];`,
  `const d = new Date(Date.UTC(2020, 0, 31)); const e = new Date(d); e.setUTCDate(e.getUTCDate() + 1); return [d.toISOString(), e.toISOString(), e - d];`,
  `const big = 2n ** 64n; return [String(big), typeof big, big > 5n, String(-big % 1000n), Number(5n) + 1];`,
  `const o = { a: 1 }; const clone = structuredClone({ o, list: [o] }); clone.o.a = 9; return [o.a, clone.list[0].a, Object.is(NaN, NaN), Object.hasOwn(o, "a"), "a" in o];`,
  `function Old(x) { this.x = x; } const o = new Old(3); return [o.x, (function f(n) { return n < 2 ? 1 : n * f(n - 1); })(5), (function () { return arguments.length; })(1, 2)];`,
  `const s = "2021-03-04,a b"; const m = s.match(/^(\\d+)-(\\d+)/); return [m[1], s.replace(/\\d/g, "#"), s.split(/[,-]/), s.padEnd(16, "."), s.at(-1), [..."añ"].length];`,
];

const AsyncFunction = (async () => undefined).constructor as new (body: string) => () => Promise<unknown>;

describe("programs give what JavaScript gives", () => {
  test.each(PROGRAMS)("%s", async body => {
    const expected = await new AsyncFunction(body)();
    expect(await value(`await (async () => { ${body} })()`)).toEqual(expected);
  });
});

describe("what the classes and generators of an unknown world give", () => {
  test.each<[string, string, Record<string, unknown>]>([
    [
      "an unknown condition in a generator",
      "function* g(u) { yield 1; if (u > 0.5) yield 2; } const xs = [...g(Math.random())]; const n = 1;",
      { g: "function", xs: "?", n: 1 },
    ],
    [
      "a field written in one of two ways",
      "class A { n = 1; set(u) { if (u > 0.5) this.n = 2; return this; } } const n = new A().set(Math.random()).n;",
      { A: "function", n: "?" },
    ],
    ["a generator that never ends", "function* g() { for (;;) yield 1; } const xs = [...g()]; const k = 1;", { g: "function", xs: "?", k: 1 }],
    ["what a generator writes to", "let n = 0; function* g() { n++; yield 1; } g(); const k = 1;", { n: "?", g: "function", k: 1 }],
    ["a date that is set in one of two ways", "const d = new Date(0); if (Math.random() > 0.5) d.setTime(5); const t = d.getTime();", { d: "?", t: "?" }],
    ["a class called without new", "class A {} const a = A(); const b = 1;", { A: "function", a: "?", b: 1 }],
    ["an endless constructor", "class A { constructor() { new A(); } } const a = new A(); const b = 1;", { A: "function", a: expect.anything(), b: 1 }],
    ["an enum", "enum E { A, B = 5, C } const c = E.C, name = E[5];", { E: expect.anything(), c: 6, name: "B" }],
  ])("%s", async (_title, text, expected) => expect(await values(text)).toMatchObject(expected));
});

test("modules of the workspace and JSON are followed, around corners too", async () => {
  const folder = folderOf({
    "settings.json": `{ "size": [4, 6] }`,
    "a.ts": `import { b } from "./b.ts"; export const a = (n: number): number => (n <= 0 ? 0 : b(n - 1) + 1); export class Box { constructor(public readonly n = 2) {} }`,
    "b.ts": `import { a } from "./a.ts"; export const b = (n: number) => a(n); export default 5; export * as inner from "./c.ts";`,
    "c.ts": `export enum Kind { x = 3 }`,
  });
  expect(
    await values(
      `import settings from "./settings.json" with { type: "json" }; import { a, Box } from "./a"; import five, { inner } from "./b.js"; const x = settings.size[1], box = new Box().n, k = inner.Kind.x + five;`,
      { folder },
    ),
  ).toMatchObject({ x: 6, box: 2, k: 8 });
});
