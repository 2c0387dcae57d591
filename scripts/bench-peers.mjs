/** `npm run bench:peers`: a Python environment in out/bench-peers with the libraries that the benchmarks are held against. */
import { existsSync } from "node:fs";
import { at } from "./place.mjs";
import { run } from "./run-command.mjs";

const PEERS = ["dask[complete]", "pyarrow", "duckdb", "polars", "h5py", "zarr"];
const folder = at("out/bench-peers");
const windows = process.platform === "win32";
if (!existsSync(folder)) await run(process.env.BASK_PYTHON || (windows ? "python" : "python3"), ["-m", "venv", folder]);
await run(at(`out/bench-peers/${windows ? "Scripts/python.exe" : "bin/python"}`), ["-m", "pip", "install", "--quiet", "--upgrade", ...PEERS]);
console.log("npm run bench finds them by itself.");
