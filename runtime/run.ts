/** The composition root: where building meets running. Importing it makes this process one in which `compute` works. */

import { setErrorPlace } from "./errors.ts";
import { setEnvironment } from "./expr/environment.ts";
import { refOf } from "./functions/ref.ts";
import { diskHost } from "./io/host/disk.ts";
import { runner } from "./run/runner.ts";
import { captureSite } from "./run/site.ts";
import { emitWarning } from "./run/warn.ts";

setEnvironment({
  /** A process may change its folder: relative paths start from where it is. */
  get host() {
    return diskHost();
  },
  functionRef: f => refOf(asFunction(f)),
  isFunction: value => typeof value === "function",
  trial: (f, args) => {
    try {
      return (f as (...args: readonly unknown[]) => unknown)(...args);
    } catch {
      return undefined;
    }
  },
  site: captureSite,
  runner,
  warn: emitWarning,
});

setErrorPlace(() => {
  const site = captureSite();
  return site === undefined ? undefined : { file: site.file, line: site.line + 1, column: site.character + 1 };
});

function asFunction(f: unknown): () => unknown {
  if (typeof f !== "function") throw new TypeError(`expected a function, got ${f === null ? "null" : typeof f}`);
  return f as () => unknown;
}

export { runner };
