/** Writing one HDF5 dataset piece by piece, with the same bytes every time. */

import h5wasm from "h5wasm/node";

/**
 * HDF5 stamps each object with the time of its making. The library asks `Date.now`, which stands still while it writes.
 * @template T
 * @param {() => T} write
 * @returns {T}
 */
function withoutTime(write) {
  const now = Date.now;
  Date.now = () => 0;
  try {
    return write();
  } finally {
    Date.now = now;
  }
}

/**
 * A file with one chunked, gzip-compressed dataset. Only one piece is in memory at a time.
 * @param {string} path
 * @param {object} dataset
 * @param {string} dataset.name
 * @param {"<f" | "<d"} dataset.dtype single or double precision
 * @param {readonly number[]} dataset.shape
 * @param {readonly number[]} dataset.chunks
 * @param {Iterable<Float32Array | Float64Array>} dataset.pieces consecutive along the first axis and whole along the others
 */
export async function writeHdf5(path, { name, dtype, shape, chunks, pieces }) {
  await h5wasm.ready;
  withoutTime(() => {
    const file = new h5wasm.File(path, "w");
    try {
      const rest = shape.slice(1);
      const width = rest.reduce((a, b) => a * b, 1);
      const wholeAxes = rest.map(length => /** @type {[number, number]} */ ([0, length]));
      /** @type {import("h5wasm").Dataset | undefined} */
      let dataset;
      let done = 0;
      for (const data of pieces) {
        const end = done + data.length / width;
        if (dataset === undefined) {
          dataset = file.create_dataset({
            name, data, dtype, shape: [end, ...rest], maxshape: [...shape], chunks: [...chunks], compression: "gzip", compression_opts: 1,
          });
        } else {
          dataset.resize([end, ...rest]);
          dataset.write_slice([[done, end], ...wholeAxes], data);
        }
        done = end;
      }
    } finally {
      file.close();
    }
  });
}
