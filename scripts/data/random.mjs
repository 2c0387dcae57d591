/**
 * The same exponential numbers three times: `random.hdf5` (dataset /x), `random.zarr` with chunks made for reading, and
 * `random_sc.zarr` with chunks a hundred times smaller, which shows what small chunks cost.
 */

import { join } from "node:path";
import { generator } from "./generator.mjs";
import { writeHdf5 } from "./hdf5.mjs";
import { zarrWriter } from "./zarr.mjs";

const LENGTH = 5_000_000;
const CHUNK = 1_000_000;
/** Small chunks in a chunk. */
const SMALL_CHUNKS = 100;
/** Values are multiples of 1/256: exact in single precision, and they compress. */
const GRAIN = 256;

/** @type {import("./make.mjs").DataSet} */
export const random = {
  name: "random",
  version: 1,
  async make(folder, { seed, scale }) {
    const length = Math.max(1, Math.round(LENGTH * scale));
    const small = Math.ceil(Math.min(CHUNK, length / 5) / SMALL_CHUNKS);
    const chunk = small * SMALL_CHUNKS;
    const large = zarrWriter(join(folder, "random.zarr"), { length, chunk });
    const tiny = zarrWriter(join(folder, "random_sc.zarr"), { length, chunk: small });

    function* pieces() {
      const numbers = generator(seed, "random");
      for (let start = 0, index = 0; start < length; start += chunk, index++) {
        const piece = new Float32Array(Math.min(chunk, length - start));
        for (let i = 0; i < piece.length; i++) piece[i] = Math.round(numbers.exponential() * GRAIN) / GRAIN;
        large(index, piece);
        for (let i = 0; i < piece.length; i += small) tiny((start + i) / small, piece.subarray(i, i + small));
        yield piece;
      }
    }
    await writeHdf5(join(folder, "random.hdf5"), { name: "x", dtype: "<f", shape: [length], chunks: [Math.min(chunk, length)], pieces: pieces() });
  },
};
