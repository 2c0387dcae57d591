/** One maker a folder: a second run waits for the first, and a run that was killed leaves no lock behind that counts. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

const WAIT = 100;

/** @param {string} lock @returns {number | null} the process that holds it; null if that is not written (yet) */
function holder(lock) {
  try {
    return Number.parseInt(readFileSync(lock, "utf8"), 10) || null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** @param {string} lock @returns {boolean} whether it is ours now */
function take(lock) {
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Moves the lock of a dead process away. Only one of several that find it dead can: the others' rename fails, or catches a lock
 * that has a new holder by then and puts it back.
 * @param {string} lock @param {number} dead
 */
function clear(lock, dead) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (holder(aside) === dead) rmSync(aside);
    else renameSync(aside, lock);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
  }
}

/**
 * Folder by folder: Node's own recursive way does not come back from some places that cannot hold a folder.
 * @param {string} folder
 */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "EEXIST") throw new Error(`expected a folder that can be written, got "${folder}" (${code})`, { cause: error });
  }
}

/**
 * Runs `work` while no other run works in the folder.
 * @template T
 * @param {string} folder made if missing
 * @param {() => Promise<T>} work
 * @param {(line: string) => void} log
 * @returns {Promise<T>}
 */
export async function alone(folder, work, log) {
  makeFolder(folder);
  const lock = join(folder, ".lock");
  let told = false;
  while (!take(lock)) {
    const pid = holder(lock);
    if (pid !== null && !isAlive(pid)) {
      clear(lock, pid);
      continue;
    }
    if (!told) log(`waiting for process ${pid ?? "?"}, which makes data in ${folder} (if it does not, remove ${lock})`);
    told = true;
    await setTimeout(WAIT);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
