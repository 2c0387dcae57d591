/** `fromZarr`: metadata through the host, so that the editor knows the same shape, dtype and chunks. */

import { join, posix } from "node:path";
import { environment } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { FileError } from "../../errors.ts";
import { isUnknown, type Unknown } from "../../meta/dim.ts";
import { absolutePath } from "../array/paths.ts";
import { load } from "../array/describe.ts";
import { type MetaStore, metaStore } from "../array/meta-store.ts";
import { placeOf, type StorePlace } from "../array/store.ts";
import { parseMetadata } from "./fill.ts";
import { checkCodecs, parseArray, type ZarrArray } from "./metadata.ts";

export interface FromZarrOptions {
  readonly component?: string | undefined;
  readonly chunks?: unknown;
  readonly name?: string | undefined;
}

export function fromZarr(path: string, { component = "", chunks }: FromZarrOptions = {}): Expr | Unknown {
  const { host } = environment();
  const place = placeOf(path, file => absolutePath(host, file));
  const store = metaStore(host, place);
  if (isUnknown(store)) return store;
  const inside = normal(component);
  const found = openArray(store, inside);
  if (isUnknown(found)) return found;
  const where = inside === "" ? path : `${path}/${inside}`;
  if (found === undefined) throw new FileError(explain(store, place, inside, where), where);
  const { array, modified } = found;
  checkCodecs(array.codecs, where);
  const { shape, dtype } = array;
  const size = array.codecs.sharding?.chunks ?? array.chunks;
  const stored = { format: "zarr", store: place, path: inside, array, modified };
  const source = array.half === true ? { format: "half", of: stored } : stored;
  return load(
    { shape, dtype: array.half === true ? "float32" : dtype, chunks: chunks === undefined ? array.chunks : size, source },
    { chunks, prefix: "from-zarr", label: `fromZarr ${where}` },
  );
}

/** Without slashes at its ends; one that would lead out of the store is refused. */
export function normal(component: string): string {
  const inside = posix.normalize(component).replaceAll(/^\/+|\/+$/g, "");
  if (inside.split("/").includes("..")) throw new FileError(`component "${component}" leads out of the store`, component);
  return inside === "." ? "" : inside;
}

export const keyIn = (path: string, name: string): string => (path === "" ? name : `${path}/${name}`);

/** Version 3 first. */
export function openArray(store: MetaStore, path: string): { array: ZarrArray; modified: number; json: Record<string, any> } | undefined | Unknown {
  for (const [file, version] of [
    ["zarr.json", 3],
    [".zarray", 2],
  ] as const) {
    const key = keyIn(path, file);
    const text = store.text(key);
    if (isUnknown(text)) return text;
    if (text === undefined) continue;
    const json = metadata(text, key);
    if (version === 3 && json["node_type"] !== "array") continue;
    return { array: parseArray(json, version, key), modified: store.modified(key), json };
  }
  return undefined;
}

export function metadata(text: string, where: string): Record<string, any> {
  try {
    return parseMetadata(text);
  } catch (error) {
    throw new FileError(`${where} is not metadata of a Zarr array: ${(error as Error).message}`, where, { cause: error });
  }
}

function explain(store: MetaStore, place: StorePlace, path: string, where: string): string {
  const group = store.text(keyIn(path, "zarr.json")) ?? store.text(keyIn(path, ".zgroup"));
  if (group === undefined) {
    const found = place.kind === "http" ? environment().host.stat(`${place.path}/${keyIn(path, "zarr.json")}`) : undefined;
    const why = found?.state === "missing" ? ` (${found.why})` : "";
    return `no Zarr array at ${where}: there is no zarr.json and no .zarray${why}`;
  }
  const names = membersOf(store, place, path);
  return `${where} is a Zarr group: say which array with the option component${names.length > 0 ? `; it holds ${names.map(name => `"${name}"`).join(", ")}` : ""}`;
}

const SHOWN = 20;

function membersOf(store: MetaStore, place: StorePlace, path: string): string[] {
  const consolidated = store.text(keyIn(path, ".zmetadata"));
  if (typeof consolidated === "string") {
    const keys = Object.keys((JSON.parse(consolidated) as { metadata: object }).metadata);
    return keys.flatMap(key => /^(.*)\/\.zarray$/.exec(key)?.[1] ?? []).slice(0, SHOWN);
  }
  if (place.kind !== "folder") return [];
  const root = join(place.path, path);
  const found = ["zarr.json", ".zarray"].flatMap(file => {
    const answer = environment().host.list(`${root}/*/${file}`);
    return answer.state === "known" ? answer.value : [];
  });
  return found.map(file => posix.basename(posix.dirname(file.replaceAll("\\", "/")))).slice(0, SHOWN);
}
