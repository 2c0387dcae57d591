/** Cells run one after another, and the whole file through the linker, give what it gives as a plain module. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { transformSync } from "amaro";
import { createLinker } from "../../runtime/cells/link.ts";
import { compileBody } from "../../runtime/functions/compile.ts";
import { runCells } from "./program.ts";

const NAMES = ["a", "b", "c", "d", "e"] as const;

/** Statements that only use what is declared by then; `;` is left out half of the time. */
const program = fc.array(fc.tuple(fc.nat(17), fc.nat(4), fc.nat(4), fc.nat(9), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 25 }).map(steps => {
  const known: string[] = [];
  const writable: string[] = [];
  const out: string[] = ["const log: unknown[] = []"];
  let fresh = 0;
  const declare = (canWrite: boolean) => {
    const name = `v${fresh++}`;
    known.push(name);
    if (canWrite) writable.push(name);
    return name;
  };
  for (const [kind, p, q, n, semi, cut] of steps) {
    const x = known.length > 0 ? known[(p * 7 + n) % known.length]! : String(n);
    const y = known.length > 0 ? known[(q * 5 + n) % known.length]! : String(q);
    const w = writable.length > 0 ? writable[(p + q) % writable.length]! : undefined;
    const local = NAMES[p]!;
    const end = semi ? ";" : "";
    if (cut) out.push(`// %% ${n}`);
    switch (kind) {
      case 0:
        out.push(`const ${declare(false)}: unknown = [${x}, ${n}]${end}`);
        break;
      case 1:
        out.push(`let ${declare(true)} = ${n} as any${end}`);
        break;
      case 2: {
        const r = [declare(true), declare(true)];
        out.push(`let { [${JSON.stringify(local)}]: ${r[0]} = ${x}, ...${r[1]} }: any = { z: ${y} }${end}`);
        break;
      }
      case 3: {
        const r = [declare(false), declare(false)];
        out.push(`const [${r[0]}, [${r[1]} = ${x}] = []] = [${y}] as any${end}`);
        break;
      }
      case 4:
        out.push(`function ${declare(false)}(${local}?: any, t = ${x}) { return [${local}, typeof t, ${y} === t] }`);
        break;
      case 5:
        out.push(`const ${declare(false)} = (${local}: any) => { const ${NAMES[q]}2 = ${x}; return { ${local}, ${known.at(-2) ?? "log"} } }${end}`);
        break;
      case 6:
        if (w) out.push(`${w} = { ${w}, n: ${n} }${end}`);
        break;
      case 7:
        if (w) out.push(`;({ k: ${w}, m: [${w} = ${x}] } = { k: 1, m: [] } as any);`);
        break;
      case 8:
        out.push(`for (const ${local} of [1, 2]) { const ${/^v/.test(x) ? x : "q"} = ${local}; log.push(${/^v/.test(x) ? x : "q"}, ${n}) }`);
        break;
      case 9:
        out.push(`for (var ${declare(true)} = 0; ${known.at(-1)} < ${n}; ${known.at(-1)}++) log.push(${x})`);
        break;
      case 10:
        out.push(`class ${declare(false)} { static s: any = ${x}; m() { return ${y} } get name2() { return ${known.at(-1)}.name } }`);
        break;
      case 11:
        out.push(`log.push(((${local}: any) => ${local} + String(typeof ${x}))(${n}))${end}`);
        break;
      case 12:
        out.push(`log.push(\`\${typeof ${x}} \n// %% no \${[${y}].length}\`)${end}`);
        break;
      case 13:
        out.push(`if (log.length % 2) log.push(${x})\nelse { var ${declare(true)} = ${n} }`);
        break;
      case 14:
        out.push(`try { log.push(typeof ${x}); throw ${y} } catch (${local}) { log.push(${local} === ${y}) }`);
        break;
      case 15:
        out.push(`log.push(await Promise.resolve(${x}))${end}`);
        break;
      case 16:
        out.push(`export const ${declare(false)} = function () { return [this === undefined, ${x}] }${end}`);
        break;
      case 17:
        if (w) out.push(`${w} ||= class {}\nlog.push(typeof ${w}, ${w}?.name)${end}`);
        break;
    }
  }
  return { text: out.join("\n"), known };
});

const show = (value: unknown, seen = new Set<unknown>()): unknown => {
  if (typeof value === "function") return `function ${value.name}`;
  if (typeof value !== "object" || value === null) return value === undefined ? "undefined" : value;
  if (seen.has(value)) return "again";
  seen.add(value);
  return Array.isArray(value) ? value.map(v => show(v, seen)) : Object.fromEntries(Object.entries(value).map(([k, v]) => [k, show(v, seen)]));
};
const call = (value: unknown): unknown => {
  if (typeof value !== "function" || /^class/.test(String(value))) return show(value);
  try {
    return [show(value), show(Reflect.apply(value, undefined, [3]))];
  } catch (error) {
    return String(error);
  }
};

/** The text as a workspace module, without a disk. */
async function link(text: string): Promise<{ default: unknown[] }> {
  const linker = createLinker({
    resolve: specifier => ({ kind: "module", path: specifier }),
    stat: () => ({ stamp: "", text: () => text }),
    native: specifier => import(specifier),
    compile: (code, names, file) => compileBody(code, names, file),
    meta: path => ({ url: path }),
    mark: value => value,
  });
  return (await linker.load("main.ts", "")) as { default: unknown[] };
}

const plainImport = async (text: string): Promise<{ default: unknown[] }> =>
  import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(transformSync(text, { mode: "strip-only" }).code)}//${Math.random()}`) as Promise<{
    default: unknown[];
  }>;

test("random programs", async () => {
  await fc.assert(
    fc.asyncProperty(program, async ({ text, known }) => {
      const values = `[log, ${known.join(", ")}]`;
      const outcome = (run: () => Promise<unknown[]>) =>
        run().then(
          made => made.map(call),
          error => (error as Error).name,
        );
      const plain = await outcome(async () => (await plainImport(`${text}\n;export default ${values};`)).default);
      expect(await outcome(async () => (await runCells(`${text}\n// %% end\n${values}`)).results.at(-1) as unknown[])).toEqual(plain);
      expect(await outcome(async () => (await link(`${text}\n;export default ${values};`)).default)).toEqual(plain);
    }),
    { numRuns: 200 },
  );
}, 120_000);
