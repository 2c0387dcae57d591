/**
 * A BLAS and LAPACK of the machine, where there is one: called through `koffi`, which the user may install beside Bask. Which library: the setting
 * `linalg.blas` (BASK_LINALG__BLAS), a path or a name for the loader; false for none; else, or for "auto", the names that systems give it.
 */

import type { TypedArray } from "../../meta/dtype.ts";

export interface NativeLibrary {
  readonly path: string;
  /** Whether its integers have 64 bits. */
  readonly wide: boolean;
  /** A routine by its Fortran name (`dgemm`), whose arguments are addresses; undefined where the library lacks it. */
  routine(name: string, args: number): ((...addresses: number[]) => void) | undefined;
  /** Where typed data lies, for the routines. */
  address(data: TypedArray | Uint8Array): number;
}
interface Loaded {
  func(name: string, result: string, args: string[]): (...args: number[]) => unknown;
}
interface Koffi {
  load(path: string): Loaded;
  address(value: unknown): bigint;
}

/** Names for the loader, then places that it does not look at: Debian's and Fedora's packages beside each other, Homebrew's on both kinds of Mac. */
const NAMES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    "libopenblas.so.0",
    "libopenblas.so",
    "libopenblasp.so.0",
    "libopenblas64_.so.0",
    ...["x86_64", "aarch64"].flatMap(machine => ["serial", "pthread"].map(kind => `/usr/lib/${machine}-linux-gnu/openblas-${kind}/libopenblas.so.0`)),
    "libmkl_rt.so.2",
    "liblapack.so.3",
  ],
  darwin: [
    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/usr/local/opt/openblas/lib/libopenblas.dylib",
    "libopenblas.dylib",
  ],
  win32: ["libopenblas.dll", "openblas.dll", "mkl_rt.2.dll"],
};
/** An environment of conda or mamba that is active comes first. */
const IN_CONDA: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  linux: "lib/libopenblas.so.0",
  darwin: "lib/libopenblas.0.dylib",
  win32: "Library/bin/openblas.dll",
};
function usualNames(): string[] {
  const conda = process.env["CONDA_PREFIX"];
  const inConda = IN_CONDA[process.platform];
  return [...(conda === undefined || conda === "" || inConda === undefined ? [] : [`${conda}/${inConda}`]), ...(NAMES[process.platform] ?? [])];
}
/** How builds name their routines, and whether those take 64-bit integers: `dgemm_`, `dgemm_64_`, and the same with a prefix. */
const AFFIXES = [
  { before: "scipy_", after: "_64_", wide: true },
  { before: "scipy_", after: "_", wide: false },
  { before: "", after: "_64_", wide: true },
  { before: "", after: "_", wide: false },
] as const;

/** How libraries are told to use one thread: OpenBLAS, MKL, Accelerate. */
const ONE_THREAD = ["openblas_set_num_threads", "MKL_Set_Num_Threads", "BLASSetThreading"] as const;

const WORD = "uintptr_t";
let found: Promise<NativeLibrary | undefined> | undefined;

/** The library, looked for once a thread. */
export const nativeLibrary = (): Promise<NativeLibrary | undefined> => (found ??= search());

/** In words: what does matrix products and decompositions. */
export const linalgBackend = async (): Promise<string> => (await nativeLibrary())?.path ?? "own kernels";

async function search(): Promise<NativeLibrary | undefined> {
  const asked = process.env["BASK_LINALG__BLAS"];
  if (asked !== undefined && /^(false|none|null|0|)$/i.test(asked)) return undefined;
  let koffi: Koffi;
  try {
    const module: unknown = await import("koffi");
    koffi = ((module as { default?: Koffi }).default ?? module) as Koffi;
  } catch {
    return undefined;
  }
  const usual = asked === undefined || /^(true|auto)$/i.test(asked);
  const names = usual ? usualNames() : [asked.replace(/^"(.*)"$/, "$1")];
  for (const name of names) {
    const library = open(koffi, name, usual);
    if (library !== undefined) return library;
  }
  return undefined;
}

/** `tuned`: none that cannot be told its threads, such as the reference BLAS of Linux, which is slower than our kernels. */
function open(koffi: Koffi, path: string, tuned: boolean): NativeLibrary | undefined {
  let loaded: Loaded;
  try {
    loaded = koffi.load(path);
  } catch {
    return undefined;
  }
  const named = (name: string, result: string, args: string[]): ((...args: number[]) => unknown) | undefined => {
    try {
      return loaded.func(name, result, args);
    } catch {
      return undefined;
    }
  };
  const affix = AFFIXES.find(({ before, after }) => named(`${before}dgemm${after}`, "void", []) !== undefined);
  if (affix === undefined) return undefined;
  // Tasks are parallel already.
  const { before, after, wide } = affix;
  const one = [`${before}openblas_set_num_threads${after.slice(1)}`, ...ONE_THREAD].map(name => named(name, "void", ["int"])).find(set => set !== undefined);
  if (one === undefined && tuned && process.platform === "linux") return undefined;
  one?.(1);
  const bases = new WeakMap<object, number>();
  return {
    path,
    wide,
    routine: (name, args) =>
      named(
        `${before}${name}${after}`,
        "void",
        Array.from({ length: args }, () => WORD),
      ),
    address(data) {
      const { buffer } = data;
      let base = bases.get(buffer);
      if (base === undefined) bases.set(buffer, (base = Number(koffi.address(new Uint8Array(buffer)))));
      return base + data.byteOffset;
    },
  };
}
