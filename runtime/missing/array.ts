/** Written by scripts/api-names.mjs: names of `bask/array` that are declared and not built in this version. */

export {};
