/** What a test that is killed leaves: nothing. A server has a process group of its own, and would outlive it. */
const ends = new Set();

/** `end`, which must do its work at once, is called when this process ends, a signal's end included. */
export function endsWithProcess(end) {
  if (!process.listeners("exit").includes(endAll)) {
    process.on("exit", endAll);
    for (const [name, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) process.once(name, () => process.exit(128 + number));
  }
  ends.add(end);
}

/** What `end` would have ended has ended by itself. */
export const hasEnded = end => ends.delete(end);

function endAll() {
  for (const end of ends) end();
}
