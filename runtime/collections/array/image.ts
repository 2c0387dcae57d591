/** `bask/array`'s `image`. */

import { isUnknown } from "../../meta/dim.ts";
import { imageParts } from "../../io/image/imread.ts";
import { exprOf } from "../lazy.ts";
import { bind, sig } from "../signature.ts";
import { BaskArray } from "./handle.ts";
import { stack } from "./join.ts";
import { rechunk } from "./rechunk.ts";

const IMREAD = sig("imread", "pattern", "chunks");

export const image = {
  /**
   * PNG files that match a pattern, sorted by name, as one array of (files, height, width) for greys and (files, height, width, channels) for
   * colours: uint8, or uint16 for 16 bits a sample. Palettes give their colours. One file a block, unless `chunks` says otherwise. All must have
   * the shape of the first. Throws FileError if none matches.
   */
  imread(...args: unknown[]): BaskArray {
    const { pattern, chunks } = bind(IMREAD, args);
    if (typeof pattern !== "string") throw new TypeError(`imread: expected a pattern of file names, got ${typeof pattern}`);
    const parts = imageParts(pattern);
    // In the editor a file may not be readable: then the value is unknown, not an array.
    if (isUnknown(parts)) return parts as unknown as BaskArray;
    const stacked = new BaskArray(stack(parts, 0));
    return chunks === undefined ? stacked : new BaskArray(rechunk(exprOf(stacked), [chunks]));
  },
};
