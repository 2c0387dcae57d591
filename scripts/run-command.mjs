/** Runs a command with our own input and output, and fails when it fails. */
import { spawn } from "node:child_process";
import { top } from "./place.mjs";

/** Resolves on exit code 0; otherwise ends this process with the same code, unless `tolerate` asks for the code. */
export function run(command, args, { cwd = top, env = {}, tolerate = false } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === "win32" && command !== process.execPath;
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: "inherit", shell });
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      const status = code ?? 1;
      if (status === 0 || tolerate) return resolve(status);
      console.error(`\n${command} ${args.join(" ")} failed (${signal ?? `exit code ${status}`}).`);
      process.exit(status);
    });
  });
}

export const node = (args, options) => run(process.execPath, args, options);
