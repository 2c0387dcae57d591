/** The composition root: where building meets running. Importing it makes this process one in which `compute` works. */

import { setEnvironment } from "./expr/environment.ts";
import { refOf } from "./functions/registry.ts";
import { diskHost } from "./io/host/disk.ts";
import { runner } from "./run/runner.ts";
import { captureSite } from "./run/site.ts";

setEnvironment({
  host: diskHost(),
  functionRef: f => refOf(f),
  isFunction: value => typeof value === "function",
  site: captureSite,
  runner,
});

export { runner };
