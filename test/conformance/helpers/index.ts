/** The helper calls of the format (`conf.*`, `graph.*`), each by the public API or the pure room it is about. One that is not here is unsupported. */

import { ARRAY_HELPERS } from "./arrays.ts";
import { DELAYED_HELPERS } from "./delayed.ts";
import { FILE_HELPERS } from "./files.ts";
import { FRAME_HELPERS } from "./frames.ts";
import { graphHelpers } from "./graphs.ts";
import type { Helper } from "./helper.ts";
import { STORAGE_HELPERS } from "./storage.ts";

export const helpers = (functionNamed: (name: string) => unknown): Readonly<Record<string, Helper>> => ({
  ...ARRAY_HELPERS,
  ...DELAYED_HELPERS,
  ...FILE_HELPERS,
  ...FRAME_HELPERS,
  ...STORAGE_HELPERS,
  ...graphHelpers(functionNamed),
});
