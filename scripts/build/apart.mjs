/**
 * Libraries that the server and the command line load late and whole, each as one minified file of its own: TypeScript
 * (beside its standard declarations, which it finds by its place) and the type stripper. Nothing that does not need them
 * waits for them.
 */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { at } from "../place.mjs";
import { writeIfChanged } from "./write.mjs";

const require = createRequire(import.meta.url);

export const apart = ["typescript", "amaro"];

/** For esbuild: imports of `names` lead to the files made here, seen from an output in a folder `below` dist. */
export const loadedApart = (names, below = ".") => ({
  name: "loaded-apart",
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${names.join("|")})$`) }, ({ path }) => ({ path: `${below}/${path}/${path}.cjs`, external: true }));
  },
});

/**
 * For code that may end up in dist or a folder or two below it: the type stripper is found by looking upwards, and read
 * when the first text is stripped.
 */
export const stripperOnFirstUse = {
  name: "stripper-on-first-use",
  setup(build) {
    build.onResolve({ filter: /^amaro$/ }, () => ({ path: "amaro", namespace: "first-use" }));
    build.onLoad({ filter: /.*/, namespace: "first-use" }, () => ({
      resolveDir: at("."),
      contents: `
        import { existsSync } from "node:fs";
        import { createRequire } from "node:module";
        import { fileURLToPath } from "node:url";
        let amaro;
        function load() {
          const place = ["./", "../", "../../"].map(up => new URL(up + "amaro/amaro.cjs", import.meta.url)).find(url => existsSync(url));
          return createRequire(import.meta.url)(fileURLToPath(place));
        }
        export function transformSync(...args) { return (amaro ??= load()).transformSync(...args); }
      `,
    }));
  },
};

/**
 * Libraries that few programs need at their start: what is imported of one stands for it until it is called, made or looked into. Types and
 * tests see the plain imports.
 */
const late = [
  "acorn",
  "eslint-scope",
  "magic-string",
  "@uwdata/flechette",
  "hyparquet",
  "hyparquet-compressors",
  "hyparquet-writer",
  "fzstd",
  "cli-progress",
  "tinyglobby",
];

export const onFirstUse = {
  name: "on-first-use",
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${late.join("|")})$`) }, ({ path, kind, importer }) =>
      kind === "import-statement" && !importer.includes("node_modules") ? { path, namespace: "late" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "late" }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter(each => /^[A-Za-z_$][\w$]*$/.test(each) && each !== "default");
      return {
        resolveDir: at("."),
        contents: `
          let library;
          const load = () => (library ??= require(${JSON.stringify(path)}));
          const standIn = find =>
            new Proxy(function () {}, {
              apply: (_, self, given) => Reflect.apply(find(), self, given),
              construct: (_, given) => Reflect.construct(find(), given),
              get: (_, key) => find()[key],
            });
          ${names.map(name => `export const ${name} = /* @__PURE__ */ standIn(() => load().${name});`).join("\n")}
          export default /* @__PURE__ */ standIn(() => load().default ?? load());
        `,
      };
    });
  },
};

/** Makes dist/NAME/NAME.cjs, unless the present version is there. */
export async function buildApart(name) {
  const source = require.resolve(name);
  const { version } = JSON.parse(readFileSync(at("node_modules", name, "package.json"), "utf8"));
  const folder = at("dist", name);
  const stamp = join(folder, "version.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === version) return;
  const result = await build({
    entryPoints: [source],
    platform: "node",
    target: "node20.9",
    format: "cjs",
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    logLevel: "error",
  });
  // Node learns the names of a CommonJS module by reading it. This line, which never runs, names them.
  const names = Object.keys(require(name)).filter(each => /^[A-Za-z_$][\w$]*$/.test(each) && each !== "default");
  const lexed = `\n0 && (module.exports = { ${names.join(", ")} });\n`;
  writeIfChanged(join(folder, `${name}.cjs`), result.outputFiles[0].text + lexed);
  const beside = dirname(source);
  for (const file of readdirSync(beside)) {
    if (/^lib\..*\.?d\.ts$/.test(file)) writeIfChanged(join(folder, file), readFileSync(join(beside, file)));
  }
  writeIfChanged(stamp, version);
}
