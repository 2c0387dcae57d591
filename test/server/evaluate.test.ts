/** The evaluator on plain TypeScript: it agrees with JavaScript where it knows, and says `?` where it does not. */

import { describe, expect, test } from "vitest";
import { factsOf } from "../../server/analysis/facts.ts";
import { analysed, value, values } from "./evaluate.ts";

/** Where the evaluator is sure it has to agree with the engine. */
const AGREE = `
1 + 2 * 3 ** 2
-7 % 3
"a" + 1 + true
\`x\${1 + 1}y\${"z"}\`
[1, 2, 3].map(x => x * 2)
[..."abc"].reverse().join("-")
Array.from({ length: 4 }, (_, i) => i * i)
[3, 1, 2].sort()
[3, 1, 2].sort((a, b) => b - a)
[3, 10, 2].toSorted()
[1, 2, 3, 4].filter(x => x % 2 === 0)
[1, 2, 3].reduce((a, b) => a + b)
[1, 2, 3].reduce((a, b) => a + b, 10)
[[1, 2], [3]].flat()
[1, 2].flatMap(x => [x, x * 10])
[1, 2, 3].includes(2)
[1, 2, 3].indexOf(3)
[5, 6, 7].at(-1)
[1, 2, 3].slice(1)
[1, 2].concat([3], 4)
[1, 2, 3].some(x => x > 2)
[1, 2, 3].every(x => x > 2)
[1, 2, 3].find(x => x > 1)
[1, 2, 3].findIndex(x => x > 5)
[1, , 3].length
[...new Set([1, 1, 2])]
new Map([["a", 1]]).get("a")
new Map([["a", 1], ["b", 2]]).size
[...new Map([["a", 1]]).entries()]
Object.keys({ a: 1, b: 2 })
Object.values({ a: 1, b: 2 })
Object.entries({ a: 1 })
Object.fromEntries([["a", 1]])
Object.assign({ a: 1 }, { b: 2 })
({ a: 1, ...{ b: 2 }, ["c" + 1]: 3 })
({ a: { b: [1, 2] } }).a.b[1]
({ x: 1 })?.x
undefined?.x
null?.[0]
undefined?.x.y.z
(null ?? 5)
(0 || 5)
(0 && 5)
typeof 5
typeof undefined
void 0
!0
~5
1 << 4
5 > 3 ? "yes" : "no"
"a,b,c".split(",")
"abc".toUpperCase().padStart(5, "*")
"abc".replace("b", "x")
"a1b22".replace(/\\d+/, "#")
"abc".at(-1)
"x".repeat(3)
"abc".slice(1, 2)
" a ".trim()
Math.max(1, 5, 3)
Math.floor(2.7)
Math.PI
Math.max(...[1, 2, 3])
Number("12")
Number.parseFloat("1.5kg")
parseInt("0x1f", 16)
String(12)
Boolean("")
Number.isInteger(5)
isNaN(NaN)
(5).toFixed(2)
10n ** 3n
BigInt(5) + 1n
1_000_000
0.1 + 0.2
new Date("2020-01-02T03:04:05Z").getUTCHours()
new Date(0).toISOString()
Date.UTC(2020, 1, 1)
JSON.parse("[1, 2]")
/a.c/.test("abc")
((a, b = 2, ...rest) => [a, b, rest])(1, undefined, 3, 4)
((({ a, b: { c } }, [d]) => a + c + d)({ a: 1, b: { c: 2 } }, [3]))
(function f(n) { return n; })(3)
(() => { try { throw new Error("x"); } catch { return "caught"; } })()
(() => { switch (2) { case 1: return "one"; case 2: return "two"; default: return "more"; } })()
(() => { let s = 0; for (let i = 0; i < 5; i++) { if (i === 3) continue; s += i; } return s; })()
(() => { let s = 0; for (const x of [1, 2, 3]) { if (x === 3) break; s += x; } return s; })()
(() => { let s = ""; for (const k in { a: 1, b: 2 }) s += k; return s; })()
(() => { let i = 0; while (i < 10) i += 3; return i; })()
(() => { let i = 0; do i++; while (i < 3); return i; })()
(() => { outer: for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) { if (j === 1) continue outer; if (i === 2) break outer; } return "done"; })()
(() => { const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); return fs.map(f => f()); })()
(() => { let x = 1; { let x = 2; } return x; })()
(() => { const o = { n: 1 }; const p = o; p.n++; return o.n; })()
(() => { let [a, b] = [1, 2]; [a, b] = [b, a]; return [a, b]; })()
(() => { let a = null; a ??= 4; a ||= 5; a &&= 6; return a; })()
(() => { const { a, ...rest } = { a: 1, b: 2, c: 3 }; return rest; })()
(() => { const o = { a: 1, b: 2 }; delete o.a; return o; })()
(() => { const o = { f(n) { return n * this.k; }, k: 3 }; return o.f(2); })()
(() => { function fact(n) { return n <= 1 ? 1 : n * fact(n - 1); } return fact(10); })()
(() => { const memo = new Map(); memo.set("a", 1); return memo.has("a"); })()
(() => { const xs = [1, 2, 3]; xs.push(4, 5); xs.pop(); xs.shift(); xs.unshift(0); return xs; })()
(() => { const xs = [1, 2, 3, 4]; xs.splice(1, 2, 9); return xs; })()
(() => { const xs = []; xs[2] = 1; return xs.length; })()
[1, 2, 3].map(String)
["1", "2"].map(Number)
[1, 4, 9].map(Math.sqrt)
[["a", 1]].map(([k, v]) => k + v)
((f) => f.call(null, 2))(x => x + 1)
[1, 2, 3].entries()
[10, 20].map((x, i, all) => x + i + all.length)
`
  .trim()
  .split("\n");

describe("plain values", () => {
  test.each(AGREE)("%s", async expression => {
    const expected: unknown = new Function(`return (${expression})`)();
    const plain =
      typeof expected === "object" && expected !== null && Symbol.iterator in expected && !Array.isArray(expected)
        ? [...(expected as Iterable<unknown>)]
        : expected;
    expect(await value(`(${expression})`)).toEqual(plain);
  });
});

describe("TypeScript", () => {
  test.each([
    ["(5 as number) + 1", 6],
    ["[1, 2]!.length", 2],
    ["<number>5", 5],
    ["({ a: 1 } satisfies object).a", 1],
    ["((x: number): number => x + 1)(1)", 2],
  ])("%s", async (expression, expected) => expect(await value(expression)).toEqual(expected));
  test("types, interfaces and overloads are no values", async () => {
    expect(
      await values(`interface A { x: number }\ntype B = A;\nfunction f(a: number): number;\nfunction f(a: any) { return a + 1; }\nconst x: B = { x: f(1) };`),
    ).toEqual({ f: "function", x: { x: 2 } });
  });
});

describe("what is not known", () => {
  test.each([
    ["Math.random()", "?"],
    ["Date.now()", "?"],
    ["new Date()", "?"],
    ["globalThis", "?"],
    ["process.env.HOME", "?"],
    ["await fetch('x')", "?"],
    ["nowhere.x.y(1)", "?"],
    ["new Foo()", "?"],
    ["import.meta.nowhere", "?"],
    ["Math.random() + 1", "?"],
    ["[Math.random(), 2]", ["?", 2]],
    ["[1, 2].map(x => x + Math.random())", ["?", "?"]],
    ["Math.random() > 0.5 ? 1 : 1", 1],
    ["Math.random() > 0.5 ? 1 : 2", "?"],
    ["Math.random() > 0.5 ? [1, 2] : [1, 3]", [1, "?"]],
    ["Math.random() > 0.5 ? { a: 1, b: 1 } : { a: 1, b: 2 }", { a: 1, b: "?" }],
    ["[1, 2, 3].filter(x => x > Math.random())", "?"],
    ["`a${Math.random()}`", "?"],
    ["'a'.repeat(1e9)", "?"],
    ["Array.from({ length: 1e9 })", "?"],
    ["new Array(1e9)", "?"],
    ["9n ** 99999n", "?"],
    ["/(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaa!')", "?"],
    ["[].constructor", "?"],
    ["(() => {}).constructor", "?"],
    ["'x'.constructor", "?"],
    ["({}).constructor", "?"],
    ["[].__proto__", "?"],
  ])("%s", async (expression, expected) => expect(await value(expression)).toEqual(expected));

  test.each<[string, string, Record<string, unknown>]>([
    ["branches join what is equal", "let x = 1, y = 1; if (Math.random() > 0.5) { x = 2; y = 1; } else { y = 1; }", { x: "?", y: 1 }],
    ["both branches are followed", "const xs = []; if (Math.random() > 0.5) xs.push(1); else xs.push(1);", { xs: [1] }],
    ["lengths that differ are not known", "const xs = []; if (Math.random() > 0.5) xs.push(1);", { xs: "?" }],
    ["objects join field by field", "const o = { a: 1, b: 1 }; if (Math.random() > 0.5) o.a = 2;", { o: { a: "?", b: 1 } }],
    [
      "early returns join",
      "function f(u) { if (u > 0.5) return 1; return 1; } const x = f(Math.random()); function g(u) { if (u) return 1; return 2; } const y = g(Math.random());",
      { f: "function", x: 1, g: "function", y: "?" },
    ],
    ["a way that throws is left out", "function f(u) { if (u > 0.5) throw new Error(); return 7; } const x = f(Math.random());", { f: "function", x: 7 }],
    ["a loop of unknown length", "let n = 0, m = 5; while (Math.random() > 0.1) { n++; m = 5; }", { n: "?", m: 5 }],
    ["a loop that may stop early", "let n = 0; for (let i = 0; i < 5; i++) { if (Math.random() > 0.5) break; n++; }", { n: "?" }],
    ["for...of over something unknown", "let n = 0; const k = 1; for (const x of nowhere) n += x;", { n: "?", k: 1 }],
    ["an unknown switch", "let x = 0, y = 1; switch (Math.random()) { case 1: x = 1; break; default: y = 1; }", { x: "?", y: 1 }],
    ["what an unknown function is given may change", "const xs = [1], n = 1; nowhere(xs, n);", { xs: "?", n: 1 }],
    ["what Node's functions are given does not", "import { join } from 'node:path'; const xs = ['a']; join(...xs); console.log(xs);", { xs: ["a"] }],
    ["an unknown function may call what it is given", "let n = 0, k = 1; nowhere(() => { n++; });", { n: "?", k: 1 }],
    ["an unknown key", "const o = { a: 1 }; o[String(Math.random())] = 2;", { o: "?" }],
    ["the rest of the text after something that fails", "const a = undefined.x.y; const b = 1;", { a: "?", b: 1 }],
    ["names declared by a statement that throws", "const a = (() => { throw 1; })(); const b = 2;", { a: "?", b: 2 }],
    ["recursion without an end", "const f = n => f(n + 1); const a = f(0); const b = 1;", { f: "function", a: "?", b: 1 }],
    ["a loop without an end", "let n = 0; for (;;) n++; const b = 1;", { n: "?", b: 1 }],
    ["two loops without an end inside each other", "let n = 0; for (;;) for (;;) n++; const b = 1;", { n: "?", b: 1 }],
    ["classes that extend something unknown", "class A extends nowhere { x = 1 } const a = new A(); const b = 1;", { A: "?", a: "?", b: 1 }],
    ["names used before their declaration", "const a = b; const b = 1;", { a: "?", b: 1 }],
    [
      "await of known promises",
      "const a = await Promise.resolve(3); const f = async () => 4; const b = await f(); const [c] = await Promise.all([f()]);",
      { a: 3, f: "function", b: 4, c: 4 },
    ],
  ])("%s", async (_title, text, expected) => expect(await values(text)).toEqual(expected));
});

describe("the budget", () => {
  test("a statement that takes too long is given up, the next is followed", async () => {
    const begin = performance.now();
    const found = await values("let s = 0; for (let i = 0; i < 9999; i++) for (let j = 0; j < 9999; j++) s += j; const t = 5;");
    expect(found).toEqual({ s: "?", t: 5 });
    expect(performance.now() - begin).toBeLessThan(5000);
  });
  test.each([
    "let a = [1]; for (let i = 0; i < 60; i++) a = [...a, ...a];",
    "let a = [1]; for (let i = 0; i < 60; i++) a = a.concat(a);",
    "let a: any = [1]; for (let i = 0; i < 60; i++) a = [a, a]; const flat = a.flat(Infinity), text = JSON.stringify(a), s = `${a}`, same = Math.random() > 0.5 ? a : [a[0], a[1]]; const b = db.fromSequence([a]), c = db.fromSequence([1]).map(x => [x, a]);",
    "let o: any = { x: 1 }; for (let i = 0; i < 60; i++) o = { l: o, r: o }; const b = db.fromSequence([o]), c = delayed(o), d = db.fromSequence([1]).map(x => [x, o]); const { ...p } = o; const e = Math.random() > 0.5 ? o : { l: o.l, r: o.r };",
    "let s = 'x'; for (let i = 0; i < 60; i++) s += s; let t = 'y'; for (let i = 0; i < 60; i++) t = `${t}${t}`; const u = 'ab'.padEnd(1e9), v = ['x', 'y'].join('z'.repeat(1e8));",
    "let n = 3n; for (let i = 0; i < 60; i++) n = n * n; let k = 2n; for (let i = 0; i < 60; i++) k = k ** k;",
    "const m = new Map(); for (let i = 0; i < 5000; i++) m.set(i, m); const s = new Set([...m.keys()]); let x = 0; m.forEach((v, k) => { x += k; });",
    "const f = (g: any) => g(g); const x = f(f); const y = [3, 1, 2].sort(f); const z = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, () => 0));",
  ])("what grows without end: %s", async text => {
    const begin = performance.now();
    factsOf(await analysed(`import { delayed } from "bask"; import * as db from "bask/bag"; ${text}`));
    expect(performance.now() - begin).toBeLessThan(15_000);
  });
  test("deep nesting", async () => {
    expect(await values(`const b = 1 ${"+ 1".repeat(5000)}; const c = 1;`)).toEqual({ b: "?", c: 1 });
    expect(await values(`const a = ${"(".repeat(3000)}1${")".repeat(3000)};`)).toBeTypeOf("object");
  });
});
