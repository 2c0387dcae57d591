/** Written by scripts/api-names.mjs: names of `bask/bag` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const fromUrl = missing("db.fromUrl");
export const random = missing("db.random", "bag.random");
export const toTextfiles = missing("db.toTextfiles");
