/** Written by scripts/api-names.mjs: names of `bask/array` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const image = missing("da.image", "array.image");
