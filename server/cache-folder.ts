/** Where runs leave their profiles when nobody says: the user's own cache folder. */

import { homedir } from "node:os";
import { join } from "node:path";

export function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === "win32") return join(LOCALAPPDATA || join(homedir(), "AppData", "Local"), "bask", "cache");
  return join(XDG_CACHE_HOME || (process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache")), "bask");
}
