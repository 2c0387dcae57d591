/** Writing a one-dimensional Zarr (version 3) array of single-precision numbers, chunk by chunk. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LEVEL = 1;

/**
 * Chunks must be written in any order, each once; the last one is padded with zeros, as the format asks.
 * @param {string} folder
 * @param {{ length: number; chunk: number }} shape
 * @returns {(index: number, values: Float32Array) => void} writes the chunk of that index
 */
export function zarrWriter(folder, { length, chunk }) {
  mkdirSync(join(folder, "c"), { recursive: true });
  const metadata = {
    zarr_format: 3,
    node_type: "array",
    shape: [length],
    data_type: "float32",
    chunk_grid: { name: "regular", configuration: { chunk_shape: [chunk] } },
    chunk_key_encoding: { name: "default", configuration: { separator: "/" } },
    fill_value: 0,
    codecs: [
      { name: "bytes", configuration: { endian: "little" } },
      { name: "gzip", configuration: { level: LEVEL } },
    ],
    attributes: {},
  };
  writeFileSync(join(folder, "zarr.json"), JSON.stringify(metadata, null, 2) + "\n");
  return (index, values) => {
    const whole = values.length === chunk ? values : new Float32Array(chunk);
    if (whole !== values) whole.set(values);
    writeFileSync(join(folder, "c", String(index)), gzipSync(new Uint8Array(whole.buffer, whole.byteOffset, whole.byteLength), { level: LEVEL }));
  };
}
