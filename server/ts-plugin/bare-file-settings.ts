/** Settings for files that belong to no tsconfig.json: what a cell file is, one ES module of today's JavaScript, run in Node. */
import type ts from "typescript";
import type { CellFiles } from "./cell-files.ts";

export function bareFileSettings(typescript: typeof ts, host: ts.LanguageServiceHost, cells: CellFiles): void {
  const settings = host.getCompilationSettings.bind(host);
  const made = new WeakMap<ts.CompilerOptions, ts.CompilerOptions>();
  host.getCompilationSettings = () => {
    const given = settings();
    if (!host.getScriptFileNames().some(file => cells.has(file))) return given;
    let ours = made.get(given);
    if (ours === undefined) made.set(given, (ours = asCellFile(typescript, given)));
    return ours;
  };
}

function asCellFile(typescript: typeof ts, given: ts.CompilerOptions): ts.CompilerOptions {
  return {
    ...given,
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    moduleDetection: typescript.ModuleDetectionKind.Force,
    target: typescript.ScriptTarget.ESNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    // From 6 on, TypeScript takes no @types package unless told; before, it took them all.
    ...(given.types === undefined && Number(typescript.versionMajorMinor) >= 6 ? { types: ["*"] } : {}),
  };
}
