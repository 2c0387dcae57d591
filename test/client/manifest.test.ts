/** The manifest against the code: every command is registered, every setting is read, every file is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { COMMANDS } from "../../protocol/editor.ts";
import { TOKENS } from "../../server/features/semantic-tokens.ts";

const top = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(top, path), "utf8");
const { contributes, icon, files } = JSON.parse(read("package.json")) as {
  icon: string;
  files: string[];
  contributes: {
    commands: { command: string; title: string; category: string }[];
    keybindings: { command: string; key: string; when: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string }[]>;
    configuration: { properties: Record<string, { default: unknown; description?: string; markdownDescription?: string }> };
    semanticTokenModifiers: { id: string; description: string }[];
    semanticTokenScopes: { scopes: Record<string, string[]> }[];
    walkthroughs: { steps: { description: string; media: { markdown: string } }[] }[];
    viewsContainers: { activitybar: { icon: string }[] };
  };
};
const sources = (folder: string): string[] =>
  readdirSync(join(top, folder), { recursive: true, encoding: "utf8" })
    .filter(name => /\.tsx?$/.test(name))
    .map(name => `${folder}/${name}`);
const ours = contributes.commands.map(each => each.command).sort();

/** The keys of the object that `commands/index.ts` registers: it imports `vscode`, which only the editor has. */
const registered = [...read("client/commands/index.ts").matchAll(/^ {2}(\w+),$/gm)].map(match => `bask.${match[1]}`).sort();

it("commands are registered, and no other", () => expect(registered).toEqual(ours));

it("what lenses and hovers name is registered", () => expect(Object.values(COMMANDS).filter(each => !ours.includes(each))).toEqual([]));

it("keys and menus name our commands", () => {
  const named = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].map(each => each.command);
  expect(named.filter(each => !ours.includes(each))).toEqual([]);
});

it("keys hold only in an editor with cells and without a selection", () => {
  const when = "editorTextFocus && !editorHasSelection && bask.hasCells && !notebookEditorFocused && !findInputFocussed";
  expect(contributes.keybindings.map(({ key, command }) => `${key} ${command}`)).toEqual([
    "shift+enter bask.runCellAndAdvance",
    "ctrl+enter bask.runCell",
    "alt+enter bask.runAndInsert",
    "ctrl+alt+[ bask.previousCell",
    "ctrl+alt+] bask.nextCell",
  ]);
  expect(new Set(contributes.keybindings.map(each => each.when))).toEqual(new Set([when]));
});

it("commands in texts exist", () => {
  const texts = JSON.stringify(contributes).matchAll(/command:(bask\.\w+)/g);
  expect([...texts].map(match => match[1]!).filter(each => !ours.includes(each))).toEqual([]);
});

it("settings are read by somebody, and those that are read are declared", () => {
  const declared = Object.keys(contributes.configuration.properties).sort();
  const code = [...sources("client"), ...sources("server")].map(read).join("\n");
  // The server asks for its section and reads the names below it.
  const isRead = (name: string) =>
    code.includes(`"${name}"`) || new RegExp(`["'.]${name.split(".").at(-1)}\\b`).test([...sources("server")].map(read).join("\n"));
  expect(declared.filter(name => !isRead(name))).toEqual([]);
  const asked = [...read("client/settings.ts").matchAll(/"(bask\.[\w.]+)"/g)].map(match => match[1]!);
  expect(asked.filter(name => !declared.includes(name))).toEqual([]);
});

it("every setting has a default and a description", () => {
  for (const [name, setting] of Object.entries(contributes.configuration.properties)) {
    expect(setting, name).toHaveProperty("default");
    expect(setting.description ?? setting.markdownDescription, name).toMatch(/\.$/);
  }
});

it("context keys in `when` are set by us or known to VS Code", () => {
  const set = new Set([...read("client/features/context-keys.ts").matchAll(/"(bask\.\w+)"/g)].map(match => match[1]!));
  const used = [...JSON.stringify(contributes).matchAll(/"(?:when|enablement)":"([^"]*)"/g)].flatMap(match =>
    [...match[1]!.matchAll(/(?<!== )bask\.\w+/g)].map(each => each[0]),
  );
  expect([...new Set(used)].filter(key => !set.has(key))).toEqual([]);
});

it("pictures and pages of the manifest are there and are packed", () => {
  const paths = [
    icon,
    ...contributes.viewsContainers.activitybar.map(each => each.icon),
    ...contributes.walkthroughs.flatMap(each => each.steps.map(step => step.media.markdown)),
  ];
  expect(paths.filter(path => !existsSync(join(top, path)))).toEqual([]);
  expect(paths.filter(path => !files.includes(path.split("/")[0]!))).toEqual([]);
});

it("the modifiers of tokens are declared, and each kind of token with each of them has a colour in themes that know none of them", () => {
  expect(contributes.semanticTokenModifiers.map(({ id }) => id)).toEqual(TOKENS.tokenModifiers);
  const { scopes } = contributes.semanticTokenScopes[0]!;
  expect(Object.keys(scopes)).toEqual(TOKENS.tokenTypes.flatMap(type => TOKENS.tokenModifiers.map(modifier => `${type}.${modifier}`)));
});
