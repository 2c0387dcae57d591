/** `import()` from text at a user's file: Node marks the option for it experimental in some versions, and would say so on the user's terminal. */

import { compileFunction, constants } from "node:vm";

/** Runs without process warnings. */
export function quietly<T>(run: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
}

const importers = new Map<string, (specifier: string, options?: unknown) => Promise<object>>();

/** Node's own `import()`, as if it stood in that file: packages are found from there. */
export function importFrom(file: string): (specifier: string, options?: unknown) => Promise<object> {
  let found = importers.get(file);
  if (!found) {
    const compiled = quietly(() =>
      compileFunction("return options ? import(specifier, options) : import(specifier)", ["specifier", "options"], {
        filename: file,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER as never,
      }),
    ) as (specifier: string, options?: unknown) => Promise<object>;
    found = (specifier, options) => quietly(() => compiled(specifier, options));
    importers.set(file, found);
  }
  return found;
}
