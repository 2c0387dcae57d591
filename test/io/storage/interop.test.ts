/** Files go both ways between Bask and Python's zarr, h5py and NumPy, where BASK_PYTHON or python3 has them. */

import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import * as da from "../../../runtime/array.ts";
import { flat } from "../../support/arrays.ts";
import { sync, testFolder } from "./folder.ts";

const at = testFolder("interop");
const python = process.env["BASK_PYTHON"] || "python3";
const run = (code: string) => spawnSync(python, ["-W", "ignore", "-c", code], { encoding: "utf8", cwd: at() });
const has = (module: string): boolean => run(`import numpy, ${module}`).status === 0;
const [hasZarr, hasHdf5, hasNumpy] = [has("zarr"), has("h5py"), has("numpy")];
const skipped = Object.entries({ zarr: hasZarr, h5py: hasHdf5, numpy: hasNumpy }).flatMap(([name, there]) => (there ? [] : [name]));
if (skipped.length > 0) console.log(`interop: ${python} has no ${skipped.join(", ")}: set BASK_PYTHON to one that has. Their tests are skipped.`);

const said = (code: string): string => {
  const { status, stdout, stderr } = run(code);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
};
const all = Array.from({ length: 77 }, (_, i) => i);
const x = () => da.arange(77).reshape([7, 11]).rechunk([4, 6]);
const CHECK = "import numpy as np\nx = np.arange(77).reshape(7, 11)\ndef same(y):\n  assert y.shape == x.shape and y.dtype == x.dtype and (y == x).all()\n";

describe.skipIf(!hasZarr)("Zarr", () => {
  const kinds = [2, 3].flatMap(version => ["zstd", "blosc", "gzip", "lz4", "zlib", null].map(compressor => [version, compressor] as const));
  test("what Bask writes opens in Python", async () => {
    for (const [zarrFormat, compressor] of kinds) await da.toZarr(x(), at(`b-${zarrFormat}-${compressor}`), { zarrFormat, compressor, ...sync });
    for (const zarrFormat of [2, 3]) await da.toZarr(x(), at(`b-${zarrFormat}-F`), { zarrFormat, order: "F", ...sync });
    for (const order of ["C", "F"] as const) await da.toZarr(x().rechunk([2, 3]), at(`b-shards-${order}`), { shards: [4, 6], order, ...sync });
    said(`${CHECK}import zarr, glob\nfor path in glob.glob("b-*"): same(zarr.open_array(path, mode="r")[...])`);
  });
  test("zip files go both ways", async () => {
    for (const zarrFormat of [2, 3]) {
      await da.toZarr(x(), at(`zip-${zarrFormat}.zip`), { zarrFormat, ...sync });
      await da.toZarr(x(), at(`group-${zarrFormat}.zip`), { zarrFormat, component: "g/x", ...sync });
    }
    said(`${CHECK}import zarr, zipfile
for v in [2, 3]:
  assert zipfile.ZipFile(f"zip-{v}.zip").testzip() is None
  same(zarr.open_array(zarr.storage.ZipStore(f"zip-{v}.zip", mode="r"), mode="r")[...])
  same(zarr.open_group(zarr.storage.ZipStore(f"group-{v}.zip", mode="r"), mode="r")["g/x"][...])
  s = zarr.storage.ZipStore(f"python-{v}.zip", mode="w")
  zarr.create_array(store=s, shape=x.shape, dtype=x.dtype, chunks=(4, 6), zarr_format=v)[...] = x
  s.close()`);
    for (const zarrFormat of [2, 3]) expect(flat(await da.fromZarr(at(`python-${zarrFormat}.zip`)).compute(sync))).toEqual(all);
  });
  test("what Python writes opens in Bask", async () => {
    const names = said(`${CHECK}import zarr
from numcodecs import Blosc, Zstd, GZip, LZ4, Zlib
from zarr.codecs import BloscCodec, ZstdCodec, GzipCodec, Crc32cCodec, TransposeCodec, BytesCodec
def put(name, **more):
  z = zarr.create_array(store=name, shape=x.shape, dtype=more.pop("dtype", x.dtype), chunks=more.pop("chunks", (4, 6)), **more)
  z[...] = x
  print(name)
for n in ["lz4", "zstd", "zlib", "blosclz", "lz4hc"]:
  for s in [0, 1, 2]: put(f"p2-blosc-{n}-{s}", zarr_format=2, compressors=Blosc(cname=n, shuffle=s))
for n, c in dict(zstd=Zstd(), gzip=GZip(), lz4=LZ4(), zlib=Zlib(), none=None).items(): put(f"p2-{n}", zarr_format=2, compressors=c)
put("p2-F", zarr_format=2, order="F")
put("p2-big", zarr_format=2, dtype=">i8")
for n, c in dict(zstd=ZstdCodec(), gzip=GzipCodec(), blosc=BloscCodec(cname="zstd", shuffle="bitshuffle"), crc=Crc32cCodec(), none=None).items(): put(f"p3-{n}", compressors=c)
put("p3-transposed", filters=TransposeCodec(order=(1, 0)))
put("p3-big", serializer=BytesCodec(endian="big"))
put("p2-half", zarr_format=2, dtype="<f2"); put("p2-half-big", zarr_format=2, dtype=">f2"); put("p3-half", dtype="float16"); put("p3-half-shards", dtype="float16", chunks=(2, 3), shards=(4, 6))
put("p3-shards", chunks=(2, 3), shards=(4, 6))`).split("\n");
    for (const name of names) expect([name, flat(await da.fromZarr(at(name)).compute(sync))]).toEqual([name, all]);
    expect(names.length).toBe(34);
    said("import zarr\nzarr.create_array(store='p3-half-fill', shape=(3,), dtype='float16', chunks=(2,), fill_value=1.5)[0:2] = [0.25, float('nan')]");
    const half = da.fromZarr(at("p3-half-fill"));
    expect([half.dtype, flat(await half.compute(sync))]).toEqual(["float32", [0.25, Number.NaN, 1.5]]);
  }, 30_000);
});

describe.skipIf(!hasHdf5)("HDF5", () => {
  test("both ways", async () => {
    await da.toHdf5(at("b.h5"), { "/plain": x() }, sync);
    await da.toHdf5(at("b.h5"), { "/g/packed": x() }, { compression: "gzip", ...sync });
    const names = said(`${CHECK}import h5py
with h5py.File("b.h5") as f: same(f["plain"][...]); same(f["g/packed"][...]); assert f["g/packed"].chunks == (4, 6)
for lib in ["earliest", "v108", "latest"]:
  with h5py.File(lib + ".h5", "w", libver=lib) as f:
    f["plain"] = x
    f["big"] = x.astype(">i8")
    f.create_dataset("a/b/packed", data=x, chunks=(4, 6), compression="gzip", shuffle=True, fletcher32=True)
    f.create_dataset("grows", data=x, chunks=(4, 6), maxshape=(None, None))
    f.create_dataset("shuffled", data=x, chunks=(4, 6), compression="gzip", shuffle=True)
    f.create_dataset("turned", data=x.astype(">i4"), chunks=(3, 11), shuffle=True)
    f.create_dataset("turned-plain", data=x.astype(">i8"), chunks=(3, 4))
    holes = f.create_dataset("holes", x.shape, dtype="i8", chunks=(2, 3), fillvalue=5)
    holes[0:7, 0:11] = x
    f.create_dataset("lzf", data=x, chunks=(4, 6), compression="lzf", shuffle=True)
    f.create_dataset("lzf-many", data=(np.arange(300000) // 7 % 97).reshape(300, 1000), chunks=(100, 300), compression="lzf")
    f.create_dataset("lzf-hollow", x.shape, dtype="i8", chunks=(2, 3), compression="lzf")[2:4, 3:6] = x[2:4, 3:6]
    f.create_dataset("hollow", x.shape, dtype="i8", chunks=(2, 3), fillvalue=5)[2:4, 3:6] = x[2:4, 3:6]
    for i in range(40): f[f"many/{i:02}"] = x
    for name in ["plain", "big", "a/b/packed", "grows", "shuffled", "turned", "turned-plain", "holes", "many/31"]: print(lib + ".h5 " + name)`).split("\n");
    for (const name of names) {
      const [file, dataset] = name.split(" ") as [string, string];
      expect([name, flat(await da.fromHdf5(at(file), dataset).compute(sync))]).toEqual([name, all]);
    }
    const hollow = all.map(i => (i >= 22 && i < 44 && i % 11 >= 3 && i % 11 < 6 ? i : 5));
    for (const lib of ["earliest", "v108", "latest"])
      expect(flat(await da.fromHdf5(at(`${lib}.h5`), "hollow", { chunks: [3, 4] }).compute(sync))).toEqual(hollow);
    expect(flat(await da.fromHdf5(at("earliest.h5"), "lzf").compute(sync))).toEqual(all);
    const many = Array.from({ length: 300_000 }, (_, i) => Math.floor(i / 7) % 97);
    expect(flat(await da.fromHdf5(at("earliest.h5"), "lzf-many", { chunks: [250, 400] }).compute(sync))).toEqual(many);
    await expect(da.fromHdf5(at("earliest.h5"), "lzf-hollow").compute(sync)).rejects.toThrow("never written");
    expect(() => da.fromHdf5(at("latest.h5"), "lzf")).toThrow("B-tree");
  }, 30_000);
});

describe.skipIf(!hasNumpy)("NumPy", () => {
  test("both ways", async () => {
    await da.toNpy(x(), at("b.npy"), sync);
    await da.toNpyStack(at("stack"), x().rechunk([4, 11]), sync);
    said(`${CHECK}import pickle
same(np.load("b.npy")); same(np.concatenate([np.load("stack/0.npy"), np.load("stack/1.npy")]))
assert pickle.load(open("stack/info", "rb")) == dict(chunks=((4, 3), (11,)), dtype=x.dtype, axis=0)
np.save("c.npy", x); np.save("f.npy", np.asfortranarray(x)); np.save("s.npy", x.astype(">i8")); np.savez("z.npz", a=x, b=x); np.savez_compressed("y.npz", a=-x, b=x)
h = np.arange(65536, dtype="u2").view("<f2"); np.save("h.npy", h); np.save("h4.npy", h.astype("f4"))`);
    const [half, wide] = [da.fromNpy(at("h.npy"), { chunks: 20_000 }), da.fromNpy(at("h4.npy"))];
    expect(half.dtype).toBe("float32");
    expect(flat(await half.compute(sync))).toEqual(flat(await wide.compute(sync)));
    for (const name of ["c.npy", "f.npy", "s.npy", "z.npz", "y.npz"])
      expect([name, flat(await da.fromNpy(at(name), { component: "b", chunks: [3, 4] }).compute(sync))]).toEqual([name, all]);
  });
});
