/** Where runs leave their profiles: the user's own cache, so that server, session and command line find the same files. */
import { homedir } from "node:os";
import { join } from "node:path";

export function cacheFolder(): string {
  const { BASK_CACHE_DIR, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (BASK_CACHE_DIR) return BASK_CACHE_DIR;
  if (process.platform === "win32") return join(LOCALAPPDATA || join(homedir(), "AppData", "Local"), "bask");
  return join(XDG_CACHE_HOME || (process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache")), "bask");
}
