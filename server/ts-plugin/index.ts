/**
 * The plugin that VS Code's own TypeScript server loads. It gives a file with cells its types without any set-up, and takes away the errors that
 * TypeScript reports only because it does not know how a cell file runs: as one ES module, in Node. Other files keep every error.
 */
import type ts from "typescript";
import { declarationsFolder, resolveBask } from "./resolve-bask.ts";
import { bareFileSettings } from "./bare-file-settings.ts";
import { cellFiles } from "./cell-files.ts";
import { isFalse } from "./false-errors.ts";

interface Modules {
  readonly typescript: typeof ts;
}

/** What TypeScript's server calls for each project. */
export default function init({ typescript }: Modules): ts.server.PluginModule {
  return {
    create(info) {
      const cells = cellFiles(info.languageServiceHost);
      resolveBask(typescript, info.languageServiceHost, declarationsFolder());
      if (info.project.projectKind === typescript.server.ProjectKind.Inferred) bareFileSettings(typescript, info.languageServiceHost, cells);

      const service: ts.LanguageService = Object.create(info.languageService);
      service.getSemanticDiagnostics = file => {
        const all = info.languageService.getSemanticDiagnostics(file);
        if (all.length === 0 || !cells.has(file)) return all;
        return all.filter(diagnostic => !isFalse(typescript, diagnostic));
      };
      return service;
    },
  };
}
