/** The files of a data set: one file, a glob, or a folder whose parts are in natural order (`part.2` before `part.10`). */

import { FileError } from "../../errors.ts";
import { type Host, settled } from "../../expr/host.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";

export interface DataFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  /** Values that stand in the names of folders: `year=2001`. */
  readonly folders: Readonly<Record<string, string>>;
}

export function dataFiles(host: Host, paths: string | readonly string[]): readonly DataFile[] | Unknown {
  const files: DataFile[] = [];
  for (const path of typeof paths === "string" ? [paths] : paths) {
    const found = oneSet(host, path);
    if (isUnknown(found)) return found;
    for (const file of found) {
      const stat = settled(host.stat(file), file);
      if (isUnknown(stat)) return stat;
      if (!stat.directory) files.push({ path: file, size: stat.size, modified: stat.modified, folders: foldersOf(file) });
    }
  }
  const named = [paths].flat().join(", ");
  if (files.length === 0) throw new FileError(`no Parquet files in ${named}`, named);
  return files;
}

function oneSet(host: Host, path: string): readonly string[] | Unknown {
  const stat = host.stat(path);
  if (stat.state === "known" && stat.value.directory) {
    const root = path.replace(/[\\/]+$/, "");
    const inside = host.list(`${root}/**/*`);
    if (inside.state === "missing") throw new FileError(`no Parquet files in ${path}`, path);
    const all = settled(inside, path);
    if (isUnknown(all)) return all;
    const visible = all.filter(file => !/^[._]/.test(baseName(file)) && !/\.(tmp-[0-9a-f]+|crc)$/.test(file));
    const named = visible.filter(file => /\.(parquet|parq|pq)$/i.test(file));
    return [...(named.length > 0 ? named : visible)].sort(naturalOrder);
  }
  const listed = settled(host.list(path), path);
  return isUnknown(listed) ? listed : [...listed].sort(naturalOrder);
}

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);

/** Runs of digits compare as numbers. */
export function naturalOrder(a: string, b: string): number {
  const [x, y] = [a.split(/(\d+)/), b.split(/(\d+)/)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    if (x[i] === y[i]) continue;
    if (i % 2 === 1 && Number(x[i]) !== Number(y[i])) return Number(x[i]) - Number(y[i]);
    return x[i]! < y[i]! ? -1 : 1;
  }
  return x.length - y.length;
}

function foldersOf(path: string): Record<string, string> {
  const pairs = path
    .split(/[\\/]/)
    .slice(0, -1)
    .map(segment => /^([^=]+)=(.*)$/.exec(segment));
  return Object.fromEntries(pairs.filter(pair => pair !== null).map(pair => [pair[1]!, decodeURIComponent(pair[2]!)]));
}
