/** `bask` and `bask/array` lead to the bundled declarations where the project has no `bask` of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type ts from "typescript";

const FACE = /^bask(?:\/([a-z]+))?$/;

/** dist/types, seen from dist/ts-plugin. */
export function declarationsFolder(): string {
  return join(__dirname, "..", "types");
}

/** The declarations of a face, or undefined where the name is not ours. */
export function faceFile(folder: string, specifier: string): string | undefined {
  const match = FACE.exec(specifier);
  if (match === null) return undefined;
  const file = join(folder, `${match[1] ?? "index"}.d.ts`);
  return existsSync(file) ? file : undefined;
}

export function resolveBask(typescript: typeof ts, host: ts.LanguageServiceHost, folder: string): void {
  const resolve = host.resolveModuleNameLiterals?.bind(host);
  // Before TypeScript 5 the host had another method; such a project keeps its errors about `bask`.
  if (resolve === undefined) return;
  host.resolveModuleNameLiterals = (literals, ...rest) =>
    resolve(literals, ...rest).map((found, index) => {
      if (found.resolvedModule !== undefined) return found;
      const file = faceFile(folder, literals[index]!.text);
      if (file === undefined) return found;
      return { ...found, resolvedModule: { resolvedFileName: file, extension: typescript.Extension.Dts, isExternalLibraryImport: true } };
    });
}
