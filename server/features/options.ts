/** Options of the calls that are written most, each with what holds where it is left out. */

export interface Option {
  readonly name: string;
  /** As it would be written. */
  readonly usual: string;
  readonly about: string;
}
const option = (name: string, usual: string, about: string): Option => ({ name, usual, about });

const CHUNKS = option("chunks", '"auto"', 'sizes of blocks: a number, a list with one entry an axis, or a text such as "64 MiB"');
const MAKING = [CHUNKS, option("dtype", '"float64"', "type of the elements")];
const REDUCING = [
  option("axis", "all axes", "an axis, or a list of them"),
  option("keepdims", "false", "keep reduced axes with length 1"),
  option("splitEvery", "by the axes", "how many blocks one task of the tree takes"),
];
const SPREAD = [option("ddof", "0", "subtracted from the number of elements"), ...REDUCING];
const GROUPING = [option("splitOut", "1", "partitions of the result"), option("splitEvery", "8", "how many partial results one task takes")];
const FILES = [option("storageOptions", "none", "how remote files are reached")];
const CSV = [
  option("blocksize", "by the files", "bytes of a partition; null gives each file one"),
  option("dtype", "from the sample", "types by column"),
  option("schema", "from the sample", "types of all columns, known to the compiler too"),
  option("usecols", "all columns", "columns to read"),
  option("parseDates", "none", "columns parsed as dates"),
  option("sep", '","', "what stands between fields"),
  option("sample", "256000", "bytes that types are told from"),
  option("assumeMissing", "false", "read whole numbers as float64"),
  option("naValues", "the usual ones", "texts that stand for missing values"),
  option("compression", '"infer"', 'by the name of the file; or "gzip", "zstd", null'),
  ...FILES,
];
const RUN = [
  option("scheduler", '"threads"', '"threads", "processes", "sync" or a client'),
  option("numWorkers", "one a core", "workers of this run"),
  option("memoryLimit", "by the machine", "bytes beyond which results go to disk"),
  option("progress", "false", "true prints a bar; or a function that is told"),
  option("optimizeGraph", "true", "false runs the graph as written"),
  option("retries", "0", "how often a failed task runs again"),
  option("signal", "none", "an AbortSignal that stops the run"),
];
const reductions = ["sum", "prod", "min", "max", "mean", "any", "all", "argmin", "argmax", "nansum", "nanmin", "nanmax", "nanmean"];

export const OPTIONS_OF: ReadonlyMap<string, readonly Option[]> = new Map([
  ...["ones", "zeros", "empty", "full"].map(name => [name, MAKING] as const),
  ["arange", MAKING],
  ["linspace", [option("num", "50", "how many numbers"), ...MAKING]],
  ["normal", [option("size", "()", "shape of the result"), CHUNKS]],
  ["random", [option("size", "()", "shape of the result"), CHUNKS]],
  ...reductions.map(name => [name, REDUCING] as const),
  ["std", SPREAD],
  ["var", SPREAD],
  ["readCsv", CSV],
  ["readTable", CSV],
  [
    "readParquet",
    [
      option("columns", "all columns", "columns to read"),
      option("index", "from the file", "column that is the index; false for none"),
      option("filters", "none", "conditions that skip row groups"),
      option("calculateDivisions", "false", "read bounds of the index from the footers"),
      option("splitRowGroups", '"infer"', "partitions by row group"),
      ...FILES,
    ],
  ],
  ["groupby", [option("sort", "true", "groups in the order of their keys")]],
  ["agg", GROUPING],
  [
    "merge",
    [
      option("on", "shared columns", "columns of both sides"),
      option("how", '"inner"', '"inner", "left", "right" or "outer"'),
      option("leftOn", "on", "columns of the left side"),
      option("rightOn", "on", "columns of the right side"),
      option("suffixes", '["_x", "_y"]', "for columns that both sides have"),
    ],
  ],
  ["compute", RUN],
  ["persist", RUN],
  [
    "delayed",
    [
      option("pure", "false", "same function and arguments: one task"),
      option("nout", "one value", "how many values a call gives"),
      option("name", "of the function", "what its keys begin with"),
    ],
  ],
]);
