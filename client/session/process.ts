/** One session process: started, spoken to over its fourth stream, ended. What it says goes to the handlers of its own life and to no later one's. */
import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import type { FromSession, ToSession } from "../../protocol/session.ts";
import { encodeMessage, messageReader } from "../../protocol/wire.ts";
import type { NodeChoice } from "./node.ts";

export interface SessionHandlers {
  message(message: FromSession): void;
  ended(code: number | null, signal: string | null, lastWords: string): void;
  log(text: string): void;
}

export interface SessionProcess {
  send(message: ToSession): void;
  signal(name: "SIGTERM" | "SIGKILL"): void;
}

/** What Node says of the inspector that interrupts cells: nobody's last words. */
const CHATTER = /^(Debugger (listening|attached|ending)|For help, see: https:\/\/nodejs\.org|Waiting for the debugger).*\n?/gm;
/** Of what it printed outside of cells, the end: it says why a process died. */
const LAST_WORDS = 4000;

export function startProcess(main: string, node: NodeChoice, cwd: string, handlers: SessionHandlers): SessionProcess {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of Object.keys(env)) if (name.startsWith("VSCODE_")) delete env[name];
  delete env["NODE_OPTIONS"];
  if (node.electron) env["ELECTRON_RUN_AS_NODE"] = "1";
  else delete env["ELECTRON_RUN_AS_NODE"];
  const child = spawn(node.path, [main], { cwd, env, stdio: ["ignore", "pipe", "pipe", "pipe"], windowsHide: true });
  const pipe = child.stdio[3] as Duplex | null;
  let lastWords = "";
  let over = false;
  const hear = (chunk: Buffer) => {
    const text = chunk.toString().replace(CHATTER, "");
    if (text === "") return;
    lastWords = (lastWords + text).slice(-LAST_WORDS);
    handlers.log(text.trimEnd());
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  pipe?.setEncoding("utf8");
  pipe?.on(
    "data",
    messageReader<FromSession>(
      message => handlers.message(message),
      line => handlers.log(`Not a message of the session: ${line.slice(0, 200)}`),
    ),
  );
  // A pipe that breaks means a process that ended, and that is told below.
  pipe?.on("error", () => {});
  const end = (code: number | null, signal: string | null) => {
    if (over) return;
    over = true;
    handlers.ended(code, signal, lastWords.trim());
  };
  child.on("error", error => {
    lastWords += `\n${error.message}`;
    if (child.pid === undefined) end(null, null);
  });
  // `close` comes after the streams ended, so that the last words are complete; a worker that outlives its parent may hold them open.
  child.on("exit", (code, signal) => setTimeout(() => end(code, signal), 300));
  child.on("close", end);
  return {
    send: message => {
      if (pipe?.writable) pipe.write(encodeMessage(message));
    },
    signal: name => void child.kill(name),
  };
}
