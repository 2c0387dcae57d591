/** The helper calls of the format (`conf.*`, `graph.*`), each by the public API or the pure room it is about. */

import * as da from "../../runtime/array.ts";
import { tokenize } from "../../runtime/index.ts";
import { blockRanges } from "../../runtime/io/bytes/blocks.ts";
import { planFiles, planParts } from "../../runtime/io/bytes/plan.ts";
import { readBytes } from "../../runtime/io/bytes/read-bytes.ts";
import { diskHost } from "../../runtime/io/host/disk.ts";
import { isUnknown } from "../../runtime/meta/dim.ts";
import { parseBytes } from "../../runtime/meta/format.ts";

type Helper = (...args: never[]) => unknown;
interface Lazy {
  compute(): Promise<unknown>;
  readonly name: string;
  readonly graph: { readonly size: number };
}

export const HELPERS: Readonly<Record<string, Helper>> = {
  "conf.normalize_chunks": (options: { chunks: unknown; shape?: readonly number[]; limit?: number; dtype?: string; previousChunks?: readonly (readonly number[])[] }) => {
    const { chunks, shape, ...rest } = options;
    return (da as unknown as { normalizeChunks(...args: unknown[]): unknown }).normalizeChunks(chunks, shape, rest);
  },
  "conf.pylen": async (x: Lazy & { length?: () => Promise<number>; shape?: readonly number[] }) => {
    if (Array.isArray(x.shape) && "chunks" in x) {
      if (Number.isNaN(x.shape[0])) throw new RangeError("the length is not known before computing");
      return x.shape[0];
    }
    return (typeof x.length === "function" ? x.length() : ((await x.compute()) as { length: number }).length);
  },
  "conf.same_name": (x: Lazy, y: Lazy) => ({ same_name: x.name === y.name }),
  "conf.ntask": (x: Lazy) => x.graph.size,
  "conf.token_equal": (pairs: readonly (readonly [unknown, unknown])[]) => pairs.map(([a, b]) => tokenize(a) === tokenize(b)),
  "conf.util": (name: string, arg: never) => {
    if (name === "parse_bytes") return parseBytes(arg);
    return unsupported(`conf.util ${name}`);
  },
  "conf.read_bytes": (glob: string, { delimiter = null, blocksize = null }: { delimiter?: string | null; blocksize?: number | string | null } = {}) => {
    const files = planFiles(diskHost(), glob);
    if (isUnknown(files)) return unsupported("unknown files");
    const size = blocksize === null ? null : parseBytes(blocksize);
    return { blocks: files.map(file => (blockRanges(file.size, size).length === 0 ? [""] : planParts([file], size).map(part => Buffer.from(readBytes(part, delimiter)).toString("utf8")))) };
  },
  "conf.delayed_values": async (bag: { toDelayed(): Lazy[] }) => Promise.all(bag.toDelayed().map(part => part.compute())),
};

function unsupported(what: string): never {
  throw Object.assign(new Error(`no helper ${what}`), { code: "NOT_SUPPORTED" });
}
