/** TypeScript's real server as a child process, with the built plugin, over its own line protocol. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const top = fileURLToPath(new URL("../../../", import.meta.url));
const tsserver = createRequire(import.meta.url).resolve("typescript/lib/tsserver.js");

interface Diagnostic {
  readonly code: number;
  readonly text: string;
}

/** What VS Code sends for files outside any project, by default. */
const implicitProject = { module: "ESNext", moduleResolution: "Node10", target: "ES2024", jsx: "react", strict: true, ignoreDeprecations: "6.0" };

export class TypescriptServer {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "bask-tsserver-")));
  readonly #child;
  readonly #waiting = new Map<number, (body: unknown) => void>();
  #next = 0;

  constructor({ plugin }: { plugin: boolean }) {
    const probe = join(this.root, "probe");
    this.write(
      "probe/node_modules/bask-typescript-plugin/package.json",
      JSON.stringify({ name: "bask-typescript-plugin", version: "0.0.0", main: "index.js" }),
    );
    this.write("probe/node_modules/bask-typescript-plugin/index.js", `module.exports = require(${JSON.stringify(join(top, "dist/ts-plugin/index.cjs"))});`);
    const plugins = plugin ? ["--globalPlugins", "bask-typescript-plugin", "--pluginProbeLocations", probe] : [];
    this.#child = spawn(process.execPath, [tsserver, "--disableAutomaticTypingAcquisition", "--useInferredProjectPerProjectRoot", ...plugins], {
      cwd: this.root,
    });
    let pending = "";
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      pending += text;
      const lines = pending.split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) if (line.startsWith("{")) this.#receive(JSON.parse(line));
    });
    void this.#request("compilerOptionsForInferredProjects", { options: implicitProject });
  }

  #receive(message: { type: string; request_seq?: number; body?: unknown }): void {
    if (message.type !== "response" || message.request_seq === undefined) return;
    this.#waiting.get(message.request_seq)?.(message.body);
    this.#waiting.delete(message.request_seq);
  }

  #request(command: string, args: unknown): Promise<unknown> {
    const seq = ++this.#next;
    this.#child.stdin.write(`${JSON.stringify({ seq, type: "request", command, arguments: args })}\n`);
    return new Promise(resolve => this.#waiting.set(seq, resolve));
  }

  write(name: string, text: string): string {
    const file = join(this.root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  open(file: string): void {
    this.#child.stdin.write(
      `${JSON.stringify({ seq: ++this.#next, type: "request", command: "open", arguments: { file, projectRootPath: dirname(file) } })}\n`,
    );
  }

  /** Writes files into a folder of their own, opens them all and gives the errors of the first. */
  async errors(folder: string, files: Record<string, string>): Promise<string[]> {
    const paths = Object.entries(files).map(([name, text]) => this.write(`${folder}/${name}`, text));
    for (const path of paths) if (path.endsWith(".ts")) this.open(path);
    const semantic = (await this.#request("semanticDiagnosticsSync", { file: paths[0] })) as Diagnostic[];
    const syntactic = (await this.#request("syntacticDiagnosticsSync", { file: paths[0] })) as Diagnostic[];
    return [...syntactic, ...semantic].map(each => `${each.code} ${each.text}`);
  }

  /** The hover of the first place where `word` stands. */
  async hover(folder: string, name: string, text: string, word: string): Promise<string> {
    const file = this.write(`${folder}/${name}`, text);
    this.open(file);
    const before = text.slice(0, text.indexOf(word)).split("\n");
    const body = (await this.#request("quickinfo", { file, line: before.length, offset: before.at(-1)!.length + 1 })) as { displayString: string };
    return body.displayString;
  }

  stop(): void {
    this.#child.kill();
    rmSync(this.root, { recursive: true, force: true });
  }
}
