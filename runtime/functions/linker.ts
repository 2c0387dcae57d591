/** The linker of workspace modules with Node under it: files, `vm`, and Node's own `import()` for the rest. */

import { readFileSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createLinker, type Linker } from "../cells/link.ts";
import { compileBody, type Load } from "./compile.ts";
import { mark } from "./marks.ts";
import { importFrom } from "./quietly.ts";
import { metaOf, type LoadModule } from "./rebuild.ts";
import { resolveSpecifier, type ResolveBask } from "./resolve.ts";

export interface NodeLinker extends Linker {
  /** What a cell of this file calls for `import`. */
  loadFor(file: string): Load;
  /** What `rebuild` calls for a captured module. */
  readonly loadCaptured: LoadModule;
  /** `import.meta` of a file of cells. */
  metaFor(file: string): object;
}

export interface LinkerOptions {
  /** Maps `bask` and `bask/*` to one copy of the library. */
  readonly resolveBask?: ResolveBask | undefined;
}

export function createNodeLinker({ resolveBask }: LinkerOptions = {}): NodeLinker {
  const linker = createLinker({
    resolve: (specifier, from) => resolveSpecifier(specifier, from, resolveBask),
    stat(path) {
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() ? { stamp: `${found.mtimeMs}:${found.size}:${found.ino}`, text: () => readFileSync(path, "utf8") } : undefined;
    },
    native: (specifier, from, options) => importFrom(from)(specifier, options),
    compile: (code, names, file) => compileBody(code, names, file),
    meta: path => metaOf(pathToFileURL(path).href),
    mark(value, kind, path) {
      const url = pathToFileURL(path).href;
      return mark(value, kind === "module" ? { kind, url, export: "*" } : { kind, from: url });
    },
  });
  const pathOf = (place: string) => (place.startsWith("file:") ? fileURLToPath(place) : place);
  return {
    ...linker,
    loadFor(file) {
      const load: Load = (specifier, options) => linker.load(specifier, file, options);
      return mark(load, { kind: "load", from: pathToFileURL(file).href });
    },
    loadCaptured: (url, from) => linker.load(url, from === undefined ? process.cwd() + "/." : pathOf(from)),
    metaFor(file) {
      const url = pathToFileURL(file).href;
      return mark(metaOf(url), { kind: "meta", from: url });
    },
  };
}
