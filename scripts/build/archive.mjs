/** What stands in a .vsix, which is a zip file: the names in its central directory. */

/** The names of a zip file's entries. Format: APPNOTE.TXT 4.3.12 and 4.3.16. */
export function entriesOf(zip) {
  let end = zip.length - 22;
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end--;
  if (end < 0) throw new Error("Expected a zip file; found no end of central directory.");
  const names = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names;
}

/** What the extension cannot do without, each with the source it is built from. */
export const needed = {
  "extension/package.json": "package.json",
  "extension/LICENSE.txt": "LICENSE",
  "extension/readme.md": "README.md",
  "extension/changelog.md": "CHANGELOG.md",
  "extension/dist/extension.cjs": "client/extension.ts",
  "extension/dist/server.cjs": "server/main.ts",
  "extension/dist/typescript/typescript.cjs": "package.json",
  "extension/dist/typescript/lib.es2023.d.ts": "package.json",
  "extension/dist/amaro/amaro.cjs": "package.json",
  "extension/dist/ts-plugin/index.cjs": "server/ts-plugin/index.ts",
  "extension/node_modules/bask-typescript-plugin/package.json": "package.json",
  "extension/node_modules/bask-typescript-plugin/index.js": "package.json",
  "extension/dist/types/index.d.ts": "runtime/api/index.d.ts",
  "extension/dist/types/dataframe.d.ts": "runtime/api/dataframe.d.ts",
  "extension/dist/bundled/index.js": "runtime/index.ts",
  "extension/dist/bundled/dataframe.js": "runtime/dataframe.ts",
  "extension/dist/bundled/worker-main.js": "runtime/executors/worker-main.ts",
  "extension/dist/bundled/process-main.js": "runtime/executors/process-main.ts",
  "extension/dist/bundled/coordinator-main.js": "runtime/executors/coordinator-main.ts",
  "extension/dist/bundled/session/main.js": "runtime/session/main.ts",
  "extension/dist/bundled/session/control.js": "runtime/session/control.ts",
  "extension/dist/webview/graph.js": "client/webview/graph/main.ts",
  "extension/dist/webview/profile.js": "client/webview/profile/main.ts",
  "extension/dist/webview/results.js": "client/webview/results/main.ts",
  "extension/syntaxes/cells.injection.tmLanguage.json": "syntaxes/cells.injection.tmLanguage.json",
};

/** The needed entries that an archive lacks, among those whose source `exists`. */
export function missingFrom(entries, exists) {
  const have = new Set(entries);
  return Object.entries(needed)
    .filter(([entry, source]) => exists(source) && !have.has(entry))
    .map(([entry]) => entry);
}
