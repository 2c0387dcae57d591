/**
 * Files as the editor may see them: inside the workspace folders only, nothing in an untrusted one, answers kept while path, size and time of change are the
 * same. It reads small pieces only, so that asking never makes the server wait.
 */

import { closeSync, type Dirent, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Answer, FileStat, Host } from "../../runtime/expr/host.ts";

export interface EditorHostOptions {
  /** Absolute. */
  readonly folders: readonly string[];
  readonly trusted: () => boolean;
  /** What relative paths of a text start from: its own folder by default. */
  readonly cwd: string;
  readonly cache?: FileCache;
}

const MAX_READ = 1 << 20;
const MAX_ENTRIES = 20_000;
/** A stat is believed this long, in milliseconds: one evaluation asks many times. */
const FRESH = 500;

export class FileCache {
  readonly stats = new Map<string, { at: number; answer: Answer<FileStat> }>();
  readonly lists = new Map<string, { at: number; answer: Answer<readonly string[]> }>();
  readonly blocks = new Map<string, Answer<Uint8Array>>();
  bytes = 0;
  clear(): void {
    this.stats.clear();
    this.lists.clear();
    this.blocks.clear();
    this.bytes = 0;
  }
}

export function editorHost(options: EditorHostOptions): Host {
  const cache = options.cache ?? new FileCache();
  const { cwd } = options;
  const denied = <T>(path: string): Answer<T> | undefined => {
    if (!options.trusted()) return { state: "denied", why: "the workspace is not trusted, so no file is read" };
    return options.folders.some(folder => isInside(path, folder)) ? undefined : { state: "denied", why: `${path} is outside the workspace` };
  };

  const stat = (path: string): Answer<FileStat> => {
    const full = absolute(path, cwd);
    if (full === undefined) return remote(path);
    const no = denied<FileStat>(full);
    if (no !== undefined) return no;
    const told = (answer: Answer<FileStat>): Answer<FileStat> =>
      answer.state === "missing" ? { state: "missing", why: `no file ${path}${absolutePath(path) ? "" : ` in ${cwd}`}` } : answer;
    const known = cache.stats.get(full);
    if (known !== undefined && performance.now() - known.at < FRESH) return told(known.answer);
    let answer: Answer<FileStat>;
    try {
      const found = statSync(full);
      // A link may lead out of the workspace.
      answer = denied<FileStat>(realpathSync(full)) ?? { state: "known", value: { size: found.size, modified: found.mtimeMs, directory: found.isDirectory() } };
    } catch {
      answer = { state: "missing", why: "" };
    }
    cache.stats.set(full, { at: performance.now(), answer });
    return told(answer);
  };

  const list = (pattern: string): Answer<readonly string[]> => {
    const full = absolute(pattern, cwd);
    if (full === undefined) return remote(pattern);
    const base = full.split(/[*?[{]/, 1)[0]!;
    const no = denied<readonly string[]>(base.endsWith(sep) ? base.slice(0, -1) : base === full ? full : dirname(base));
    if (no !== undefined) return no;
    if (base === full) {
      const found = stat(pattern);
      return found.state === "known" ? { state: "known", value: [full] } : found;
    }
    const known = cache.lists.get(full);
    if (known !== undefined && performance.now() - known.at < FRESH) return known.answer;
    const files = matching(base.endsWith(sep) ? base.slice(0, -1) : dirname(base), full);
    const answer: Answer<readonly string[]> =
      files === undefined
        ? { state: "denied", why: `${pattern} matches too many files to list` }
        : files.length > 0
          ? { state: "known", value: files }
          : { state: "missing", why: `no file matches ${pattern}${absolutePath(pattern) ? "" : ` in ${cwd}`}` };
    cache.lists.set(full, { at: performance.now(), answer });
    return answer;
  };

  const read = (path: string, start: number, end: number): Answer<Uint8Array> => {
    const found = stat(path);
    if (found.state !== "known") return found;
    const { size, modified } = found.value;
    const to = Math.min(end, size);
    if (to - start > MAX_READ) return { state: "denied", why: `the first ${MAX_READ} bytes are not enough to tell` };
    const full = absolute(path, cwd)!;
    const key = `${full}\0${start}\0${to}\0${size}\0${modified}`;
    let answer = cache.blocks.get(key);
    if (answer === undefined) {
      answer = readBlock(full, start, to);
      if (cache.bytes > 64 * MAX_READ) {
        cache.blocks.clear();
        cache.bytes = 0;
      }
      cache.blocks.set(key, answer);
      cache.bytes += Math.max(0, to - start);
    }
    return answer;
  };
  return { cwd, stat, list, read };
}

function readBlock(path: string, start: number, end: number): Answer<Uint8Array> {
  try {
    const file = openSync(path, "r");
    try {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let done = 0;
      while (done < bytes.length) {
        const n = readSync(file, bytes, done, bytes.length - done, start + done);
        if (n === 0) break;
        done += n;
      }
      return { state: "known", value: bytes.subarray(0, done) };
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { state: "missing", why: error instanceof Error ? error.message : String(error) };
  }
}

/** The files under `folder` that match, in lexical order; undefined where there are too many to look at. */
function matching(folder: string, pattern: string): string[] | undefined {
  const test = globPattern(pattern);
  const deep = pattern.includes("**");
  const depth = pattern.slice(folder.length).split(sep).length - 1;
  const found: string[] = [];
  let seen = 0;
  const visit = (path: string, level: number): boolean => {
    let entries: Dirent[];
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch {
      return true;
    }
    for (const entry of entries) {
      if (++seen > MAX_ENTRIES) return false;
      const full = join(path, entry.name);
      if (entry.isDirectory()) {
        if ((deep || level < depth) && entry.name !== "node_modules" && !entry.name.startsWith(".") && !visit(full, level + 1)) return false;
      } else if (test.test(full)) found.push(full);
    }
    return true;
  };
  return visit(folder, 1) ? found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) : undefined;
}

export function globPattern(glob: string): RegExp {
  let source = "";
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i]!;
    if (c === "*" && glob[i + 1] === "*") {
      source += glob[i + 2] === "/" ? "(?:.*/)?" : ".*";
      i += glob[i + 2] === "/" ? 2 : 1;
    } else if (c === "*") source += glob[i - 1] === "/" || i === 0 ? "(?!\\.)[^/]*" : "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "[" && glob.indexOf("]", i) > 0) {
      const end = glob.indexOf("]", i);
      source += `[${glob
        .slice(i + 1, end)
        .replace(/^!/, "^")
        .replaceAll("\\", "\\\\")}]`;
      i = end;
    } else if (c === "{" && glob.indexOf("}", i) > 0) {
      const end = glob.indexOf("}", i);
      source += `(?:${glob
        .slice(i + 1, end)
        .split(",")
        .map(escape)
        .join("|")})`;
      i = end;
    } else source += escape(c);
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return new RegExp(`^${escape(glob)}$`);
  }
}
const escape = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&");

/** Undefined for what is not on this disk. */
function absolute(path: string, cwd: string): string | undefined {
  if (path.startsWith("file://")) return resolve(decodeURIComponent(path.slice(7)));
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path) ? undefined : resolve(cwd, path);
}
const absolutePath = (path: string): boolean => path.startsWith("file://") || isAbsolute(path);
const remote = <T>(path: string): Answer<T> => ({ state: "denied", why: `${path} is not on this disk, and nothing is fetched while editing` });

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (!way.startsWith("..") && !way.startsWith(sep) && !/^[A-Za-z]:/.test(way));
}
