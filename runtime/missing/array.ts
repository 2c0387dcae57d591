/** Written by scripts/api-names.mjs: names of `bask/array` that are declared and not built in this version. */

import { missing } from "../declared.ts";

export const argwhere = missing("da.argwhere");
export const block = missing("da.block");
const delete_ = missing("da.delete");
export { delete_ as delete };
export const diag = missing("da.diag");
export const expr = missing("da.expr");
export const flatnonzero = missing("da.flatnonzero");
export const fromDelayed = missing("da.fromDelayed");
export const fromfunction = missing("da.fromfunction");
export const image = missing("da.image", "array.image");
export const insert = missing("da.insert");
export const nonzero = missing("da.nonzero");
export const store = missing("da.store");
export const toHdf5 = missing("da.toHdf5");
export const toZarr = missing("da.toZarr");
export const tril = missing("da.tril");
export const triu = missing("da.triu");
export const unravelIndex = missing("da.unravelIndex");
