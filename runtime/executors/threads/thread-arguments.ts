/** Options of the process that its threads get. Node hands all of them on, even `--input-type`, with which a thread that starts from a file ends at once. */

const OF_TEXT = /^(--input-type|-e$|--eval|-p$|--print|-pe$)/;
/** Options that load what user code may need; the only ones worth keeping where some cannot stay. */
const LOADING = /^(--import|--require|-r|--conditions|-C|--loader|--experimental-loader)(=|$)/;

/** Undefined: Node's own choice will do. */
export function threadArguments(given: readonly string[] = process.execArgv): string[] | undefined {
  if (!given.some(option => OF_TEXT.test(option))) return undefined;
  const kept: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const option = given[i]!;
    if (!LOADING.test(option)) continue;
    kept.push(option);
    if (!option.includes("=")) kept.push(given[++i]!);
  }
  return kept;
}
