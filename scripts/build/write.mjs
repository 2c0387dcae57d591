/** Writes what a build made: only files that changed, and removes what an earlier build of the same group left. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { at } from "../place.mjs";

const record = at("dist/.built.json");
const read = () => (existsSync(record) ? JSON.parse(readFileSync(record, "utf8")) : {});

/** Readers never see half a file: it is written beside its place and then moved there. */
export function writeIfChanged(file, contents) {
  const bytes = Buffer.from(contents);
  if (existsSync(file) && readFileSync(file).equals(bytes)) return false;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
  return true;
}

/** `files`: absolute path -> contents. Gives the number of files that changed. */
export function writeGroup(name, files) {
  let changed = 0;
  for (const [file, contents] of files) if (writeIfChanged(file, contents)) changed++;
  const built = read();
  const kept = new Set([...files.keys(), ...Object.entries(built).flatMap(([group, list]) => (group === name ? [] : list))]);
  for (const old of built[name] ?? []) if (!kept.has(old)) rmSync(old, { force: true });
  writeIfChanged(record, JSON.stringify({ ...read(), [name]: [...files.keys()] }, null, 1));
  return changed;
}
