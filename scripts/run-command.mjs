/** Runs a command with our own input and output, and fails when it fails. */
import { spawn } from "node:child_process";
import { top } from "./place.mjs";

/**
 * Resolves on exit code 0; otherwise ends this process with the same code, unless `tolerate` asks for the code.
 * `quiet` keeps the command's output back until it fails.
 */
export function run(command, args, { cwd = top, env = {}, tolerate = false, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const shell = process.platform === "win32" && command !== process.execPath;
    const stdio = quiet ? ["inherit", "pipe", "pipe"] : "inherit";
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio, shell });
    const held = [];
    child.stdout?.on("data", bytes => held.push(bytes));
    child.stderr?.on("data", bytes => held.push(bytes));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const status = code ?? 1;
      if (status !== 0) process.stderr.write(Buffer.concat(held));
      if (status === 0 || tolerate) return resolve(status);
      console.error(`\n${command} ${args.join(" ")} failed (${signal ?? `exit code ${status}`}).`);
      process.exit(status);
    });
  });
}

export const node = (args, options) => run(process.execPath, args, options);
