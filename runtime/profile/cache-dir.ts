/** Where runs leave what the editor reads: the user's cache folder, or the one that BASK_CACHE_DIR names. */

import { homedir } from "node:os";
import path from "node:path";

export function cacheDir(): string {
  const given = process.env["BASK_CACHE_DIR"];
  if (given !== undefined && given !== "") return given;
  if (process.platform === "win32") return path.join(process.env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData", "Local"), "bask");
  if (process.platform === "darwin") return path.join(homedir(), "Library", "Caches", "bask");
  return path.join(process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "bask");
}
