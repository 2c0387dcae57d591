/** Helper calls about bytes and lengths. */

import { blockRanges } from "../../../runtime/io/bytes/blocks.ts";
import { planFiles, planParts } from "../../../runtime/io/bytes/plan.ts";
import { readBytes } from "../../../runtime/io/bytes/read-bytes.ts";
import { diskHost } from "../../../runtime/io/host/disk.ts";
import { isUnknown } from "../../../runtime/meta/dim.ts";
import { utils } from "../../../runtime/index.ts";
import { Unsupported } from "../values.ts";
import type { Helper, Lazy } from "./helper.ts";

export const FILE_HELPERS: Readonly<Record<string, Helper>> = {
  "conf.pylen": async (x: Lazy & { length?: () => Promise<number>; shape?: readonly number[] }) => {
    if (Array.isArray(x.shape) && "chunks" in x) {
      if (Number.isNaN(x.shape[0])) throw new RangeError("the length is not known before computing");
      return x.shape[0];
    }
    return typeof x.length === "function" ? x.length() : ((await x.compute()) as { length: number }).length;
  },
  "conf.util": (name: string, arg: never) => {
    const util = {
      parse_bytes: utils.parseBytes,
      format_bytes: utils.formatBytes,
      parse_timedelta: utils.parseTimedelta,
      format_time: utils.formatTime,
      key_split: utils.keySplit,
    }[name];
    if (util === undefined) throw new Unsupported(`conf.util ${name}`);
    return util(arg);
  },
  "conf.read_bytes": (
    glob: string,
    { delimiter = null, blocksize = null, ...more }: { delimiter?: string | null; blocksize?: number | string | null } = {},
  ) => {
    if (Object.keys(more).length > 0) throw new Unsupported(`read_bytes with ${Object.keys(more).join(", ")}`);
    const files = planFiles(diskHost(), glob);
    if (isUnknown(files)) throw new Unsupported("unknown files");
    const size = blocksize === null ? null : utils.parseBytes(blocksize);
    return {
      blocks: files.map(file =>
        blockRanges(file.size, size).length === 0 ? [""] : planParts([file], size).map(part => Buffer.from(readBytes(part, delimiter)).toString("utf8")),
      ),
    };
  },
};
