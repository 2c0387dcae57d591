/** The place of a call, as the engine reports it in a cell and maps it back, is its place in the plain module. */

import { expect, test } from "vitest";
import { createNodeLinker } from "../../runtime/functions/linker.ts";
import { folder } from "../functions/folder.ts";
import { runCells } from "./program.ts";

const HEAD = `import { sep, join as j2 } from "node:path";
export const places = [];
const log = () => { const m = /:(\\d+):(\\d+)\\)?$/.exec(new Error().stack.split("\\n")[3]); places.push([Number(m[1]), Number(m[2])]); return o };
function f() { return log() }
const o = { m() { return log() }, get n() { return log() }, k: { m() { return log() } }, [Symbol.dispose]() {} };
class C { constructor() { log() } static s() { return log() } }
`;
const CALLS = `f();
const a = f(), b = [f(), { f: f() }];
  o.m().m()
    .m();
let c = o.k.m(f(), f)
f()
await f(); new C(); C.s(); f\`x\`; o?.m(); o.n;
const g = (x = f()) => { if (x) f(); return f() };
g(); [1, 2].map(() => f());
const s = \`\${f()} \${o.m()}\`;
{ using u = f(); f(); }
export function h() {
  const inner = () => f();
  return inner();
}
h(); places.push([sep.length, j2("a").length]);
for (var i = 0, n = f(); i < 2; i++) f();
c = f() ? f() : 0
f /* x */ (f
()); f?.(); (f)();
export default f();
`;

test("in cells", async () => {
  const { cells, scope } = await runCells(`${HEAD}// %%\n${CALLS}`);
  const got = (scope.values.places as [number, number][]).map(([line, column]) => (line < 8 ? { line, column } : cells[1]!.map(line, column)));
  expect(got.map(p => [p.line, p.column])).toEqual(await plain(`${HEAD}// %%\n${CALLS}`));
});

test("in linked modules", async () => {
  const made = folder({ "a.mjs": `${HEAD}// %%\n${CALLS}` });
  const linker = createNodeLinker();
  const { places } = (await linker.load("./a.mjs", made.path("x.ts"))) as { places: [number, number][] };
  const got = places.map(([line, column]) => (line < 8 ? { line, column } : linker.map(made.path("a.mjs"), line, column)!));
  expect(got.map(p => [p.line, p.column])).toEqual(await plain(`${HEAD}// %%\n${CALLS}`));
});

/** Node 20 does not know `using`, so the plain text has `const` padded to the same columns. */
async function plain(text: string): Promise<unknown> {
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text.replace("using u", "const u"))}`)) as { places: unknown };
  return module.places;
}
