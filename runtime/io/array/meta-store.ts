/** The small texts of a store, as building reads them: at once, through the host. */

import type { Answer, Host } from "../../expr/host.ts";
import { unknown, type Unknown } from "../../meta/dim.ts";
import { FileError } from "../../errors.ts";
import type { StorePlace } from "./store.ts";
import { zipBytes, zipEntries, type ZipEntry } from "./zip.ts";

/** A text, undefined where there is none, or why it cannot be told. */
export interface MetaStore {
  text(key: string): string | undefined | Unknown;
  /** Something that changes when the store does. */
  modified(key: string): number;
}

/** More than any metadata has. */
const LARGEST = 1 << 20;

export function metaStore(host: Host, place: StorePlace): MetaStore | Unknown {
  const decoder = new TextDecoder();
  const told = <T>(answer: Answer<T>): T | undefined | Unknown => {
    switch (answer.state) {
      case "known":
        return answer.value;
      case "pending":
        return unknown(`reading ${place.path}`);
      case "denied":
        return unknown(answer.why);
      case "missing":
        return undefined;
    }
  };
  const isUnknown = (value: unknown): value is Unknown => typeof value === "object" && value !== null && "unknown" in value;
  if (place.kind !== "zip") {
    const file = (key: string) => `${place.path}/${key}`;
    return {
      text(key) {
        const stat = told(host.stat(file(key)));
        if (stat === undefined || isUnknown(stat) || stat.directory) return stat === undefined || isUnknown(stat) ? stat : undefined;
        const bytes = told(host.read(file(key), 0, Math.min(stat.size, LARGEST)));
        return bytes === undefined || isUnknown(bytes) ? bytes : decoder.decode(bytes);
      },
      modified(key) {
        const stat = told(host.stat(file(key)));
        return stat === undefined || isUnknown(stat) ? 0 : stat.modified;
      },
    };
  }
  const answer = host.stat(place.path);
  if (answer.state === "missing") throw new FileError(answer.why, place.path);
  const stat = told(answer);
  if (stat === undefined || isUnknown(stat)) return stat ?? unknown(`no file ${place.path}`);
  const read = (start: number, end: number): Uint8Array | Unknown => {
    const bytes = told(host.read(place.path, start, end));
    return bytes ?? unknown(`${place.path} is gone`);
  };
  const entries: Map<string, ZipEntry> | Unknown = zipEntries<Unknown>(stat.size, place.path, read);
  if (isUnknown(entries)) return entries;
  return {
    text(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const bytes = zipBytes<Unknown>(entry, place.path, read);
      return isUnknown(bytes) ? bytes : decoder.decode(bytes);
    },
    modified: () => stat.modified,
  };
}
