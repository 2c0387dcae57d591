/** Blocks are runs of whole pages, rounded up to one of four lengths a doubling, so that a freed block fits the next one of about its size. */

/** Bytes a page: WebAssembly's. */
export const PAGE = 65536;

export const pagesFor = (bytes: number): number => roundPages(Math.max(1, Math.ceil(bytes / PAGE)));

/** 1 to 8, then 10, 12, 14, 16, 20, 24, 28, 32, 40 ...: at most a quarter is left over. */
export function roundPages(pages: number): number {
  if (pages <= 8) return pages;
  const step = 2 ** (Math.floor(Math.log2(pages - 1)) - 2);
  return Math.ceil(pages / step) * step;
}
