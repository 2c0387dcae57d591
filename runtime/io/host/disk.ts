/** The disk as a Host: what the run builds with. Everything is answered at once. */

import { closeSync, existsSync, openSync, readSync, statSync } from "node:fs";
import * as nodePath from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { Answer, FileStat, Host } from "../../expr/host.ts";
import { isAddress } from "../array/store.ts";
import { systemReason } from "../bytes/open.ts";
import { fetchNow } from "./fetch-now.ts";

const missing = (why: string): Answer<never> => ({ state: "missing", why });
const known = <T>(value: T): Answer<T> => ({ state: "known", value });

export function diskHost(cwd: string = process.cwd()): Host {
  const absolute = (path: string): string => nodePath.resolve(cwd, path);
  return {
    cwd,
    stat(path): Answer<FileStat> {
      if (isAddress(path)) {
        const { status, why, size, modified } = fetchNow(path);
        return status >= 200 && status < 300 ? known({ size, modified, directory: false }) : missing(`${path}: ${status || ""} ${why}`);
      }
      try {
        const stat = statSync(absolute(path));
        return known({ size: stat.size, modified: stat.mtimeMs, directory: stat.isDirectory() });
      } catch (error) {
        return missing(systemReason(path, error));
      }
    },
    list(pattern): Answer<readonly string[]> {
      if (/^[a-z][a-z0-9+.-]+:\/\//i.test(pattern) && !/^[a-z]:[\\/]/i.test(pattern)) return missing(`${pattern}: only files of this machine are read`);
      const found = matchingFiles(pattern, cwd);
      if (found.length > 0) return known(found);
      return missing(isDynamicPattern(pattern) ? `no files match ${pattern}${cwdHint(pattern, cwd)}` : `no such file: ${pattern}${cwdHint(pattern, cwd)}`);
    },
    read(path, start, end): Answer<Uint8Array> {
      if (isAddress(path)) {
        const { status, why, bytes } = fetchNow(path, start, end);
        return status >= 200 && status < 300 ? known(bytes.subarray(0, end - start)) : missing(`${path}: ${status || ""} ${why}`);
      }
      try {
        const handle = openSync(absolute(path), "r");
        try {
          const bytes = new Uint8Array(Math.max(0, end - start));
          let done = 0;
          for (let n = -1; n !== 0 && done < bytes.length; done += n) n = readSync(handle, bytes, done, bytes.length - done, start + done);
          return known(bytes.subarray(0, done));
        } finally {
          closeSync(handle);
        }
      } catch (error) {
        return missing(systemReason(path, error));
      }
    },
  };
}

/** `*`, `?`, `[..]`, `**` and `{a,b}`; absolute, by code units. A name that exists is itself, whatever characters it has. */
export function matchingFiles(pattern: string, cwd: string): string[] {
  const literal = nodePath.resolve(cwd, pattern);
  if (existsSync(literal)) return [literal];
  if (!isDynamicPattern(pattern)) return [];
  const segments = pattern.replaceAll("\\", process.platform === "win32" ? "/" : "\\").split("/");
  const dynamic = segments.findIndex(segment => isDynamicPattern(segment));
  const first = dynamic < 0 ? segments.length - 1 : dynamic;
  const base = nodePath.resolve(cwd, segments.slice(0, first).join("/") || (pattern.startsWith("/") ? "/" : "."));
  if (!existsSync(base)) return [];
  const found = globSync(segments.slice(first).join("/"), {
    cwd: base,
    absolute: true,
    onlyFiles: true,
    expandDirectories: false,
    followSymbolicLinks: true,
    dot: false,
  });
  return found.map(path => nodePath.normalize(path)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

const cwdHint = (pattern: string, cwd: string): string => (nodePath.isAbsolute(pattern) ? "" : ` in ${cwd}`);
