/** Paths of files that hold arrays. */

import { resolve } from "node:path";
import type { Host } from "../../expr/host.ts";

export const absolutePath = (host: Host, path: string): string => resolve(host.cwd, path.startsWith("file://") ? decodeURIComponent(path.slice(7)) : path);
