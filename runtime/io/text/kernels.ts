/** Lines of byte ranges. */

import type { KernelTable } from "../../kernels/kernel.ts";
import { type BytesPart, readBytes, splitLines } from "../bytes/read-bytes.ts";

export const TEXT_KERNELS: KernelTable = {
  "text.read": (_inputs, params, context) => {
    const delimiter = params["linedelimiter"] as string;
    const encoding = params["encoding"] as string;
    const decoder = encoding === "utf-8" || encoding === "utf8" ? undefined : new TextDecoder(encoding);
    const lines: string[] = [];
    for (const range of (params["part"] as { ranges: readonly BytesPart[] }).ranges) {
      const bytes = readBytes(range, delimiter);
      context.count("read", bytes.length);
      for (const line of decoder === undefined ? splitLines(bytes, delimiter) : splitLines(bytes, delimiter, text => decoder.decode(text))) lines.push(line);
    }
    return lines;
  },
};
