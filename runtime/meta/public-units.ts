/** `utils` of `bask`: sizes, durations and keys as texts and back. */

export { parseBytes } from "./format.ts";
export { formatBinaryBytes as formatBytes, formatTime, keySplit, parseTimedelta } from "./units.ts";
