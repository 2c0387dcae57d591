/** Runs of one process are numbered from 1, whichever engine does them. */

let last = 0;
export const nextRun = (): number => ++last;
