/** The BLAS that the peer's own NumPy brings along, so that both sides multiply with the same library. */

import { spawnSync } from "node:child_process";

const WHERE = `
import glob, os, numpy
top = os.path.dirname(numpy.__file__)
for folder in (os.path.join(os.path.dirname(top), "numpy.libs"), os.path.join(top, ".dylibs"), os.path.join(top, ".libs")):
    for path in sorted(glob.glob(os.path.join(folder, "*openblas*"))):
        print(path)`;

/** Its path: of the wheels of Linux, macOS and Windows; undefined where NumPy was built against another one. */
export function peerBlas(python: string): string | undefined {
  const { status, stdout } = spawnSync(python, ["-c", WHERE], { encoding: "utf8" });
  return status === 0 ? stdout.split(/\r?\n/).find(line => line !== "") : undefined;
}
