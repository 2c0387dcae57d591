/** The probes of `chooseNode` on this machine. */
import { execFile } from "node:child_process";
import type { NodeProbes } from "./node.ts";

/** A login shell may print greetings: the answer stands on its own line after a mark. */
const MARK = "bask-node:";

const run = (file: string, args: readonly string[], timeout: number): Promise<string | undefined> =>
  new Promise(resolve => {
    const environment = { ...process.env };
    delete environment["ELECTRON_RUN_AS_NODE"];
    delete environment["NODE_OPTIONS"];
    execFile(file, [...args], { timeout, env: environment, windowsHide: true }, (error, stdout) => resolve(error ? undefined : stdout));
  });

export const nodeProbes: NodeProbes = {
  async versionOf(path) {
    const said = await run(path, ["-p", "process.versions.node"], 5000);
    return /^\d+\.\d+\.\d+/.exec(said?.trim() ?? "")?.[0];
  },
  async onPath() {
    if (process.platform === "win32") return (await run("where", ["node"], 5000))?.split(/\r?\n/)[0]?.trim() || undefined;
    const said = await run(process.env["SHELL"] ?? "/bin/sh", ["-lc", `echo "${MARK}$(command -v node)"`], 5000);
    return (
      said
        ?.split("\n")
        .find(line => line.startsWith(MARK))
        ?.slice(MARK.length)
        .trim() || undefined
    );
  },
  own: { path: process.execPath, version: process.versions.node, electron: process.versions["electron"] !== undefined },
};
