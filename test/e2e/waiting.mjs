/** Tests wait for what is to be, never for a time; the limits are for a machine that is slow and busy. */

/** Whether something shows within a few seconds. */
export const shows = (locator, timeout = 4000) =>
  locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Waits until `condition` gives something true, and gives that. */
export async function until(condition, { seconds = 90, every = 100, what = String(condition) } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for: ${what}`);
    await sleep(every);
  }
}
