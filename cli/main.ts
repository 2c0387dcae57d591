/** The command line: `bask run`, `graph`, `check`, `lsp`. Thin: each command is one file. */

import { Command, InvalidArgumentError, Option } from "commander";
import { parseBytes } from "../runtime/meta/format.ts";
import { version } from "../runtime/session/version.ts";

const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < least) throw new InvalidArgumentError(`Expected a whole number of at least ${least}.`);
    return value;
  };
function byteCount(text: string): string {
  try {
    parseBytes(text);
    return text;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

const listOption = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
const bytesOption = (text: string): number => parseBytes(byteCount(text));

// The reader of a pipe may leave early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const program = new Command("bask").description("Lazy collections larger than memory, and the graphs behind them").version(version);

program
  .command("run")
  .description("run the cells of a file: what each makes before it runs, then its results, then a profile")
  .argument("<file>", "a TypeScript file; `// %%` begins a cell")
  .option("--cell <number>", "only this cell and those before it", wholeNumber(0))
  .option("--workers <number>", "worker threads", wholeNumber(1))
  .option("--memory-limit <bytes>", 'such as "2GB"', byteCount)
  .option("--graph <file>", "where the graph of the largest cell goes (.svg, .dot or .json)")
  .option("--quiet", "results only")
  .action(async (file: string, options: object) => (await import("./run.ts")).run(file, options));

program
  .command("graph")
  .description("the task graph of a file or a cell, with nothing run")
  .argument("<file>")
  .option("--cell <number>", "the graph of this cell", wholeNumber(0))
  .option("--optimized", "after optimisation")
  .addOption(new Option("-o, --output <file>", "ends in .svg, .dot or .json; else DOT is printed"))
  .action(async (file: string, options: object) => (await import("./graph.ts")).graph(file, options));

program
  .command("check")
  .description("what the editor would say: problems, with the line; exit code 1 if there are errors or runs over the budget")
  .argument("<files...>")
  .addOption(new Option("--format <name>", "how problems are printed").choices(["text", "json", "sarif"]))
  .option("--json", "the same as --format json: facts and problems")
  .option("--max-peak <bytes>", 'the most memory a run may hold at once, such as "4GB"', bytesOption)
  .option("--max-tasks <number>", "the most tasks a run may take", wholeNumber(0))
  .option("--severity <what>", "the least that is told (error, warning, hint), or a rule's own: AR01=off; may be given several times", listOption)
  .option("--settings <file>", "settings as VS Code has them; else the nearest .vscode/settings.json")
  .action(async (files: string[], options: object) => (await import("./check.ts")).check(files, options));

program
  .command("lsp")
  .description("the language server, for any editor")
  .option("--stdio", "over standard input and output (the default)")
  .action(async () => (await import("./lsp.ts")).lsp());

program.parseAsync().catch((error: unknown) => {
  const known = error as { code?: unknown; message?: string; stack?: string };
  console.error(typeof known.code === "string" || error instanceof TypeError ? `bask: ${known.message}` : (known.stack ?? String(error)));
  process.exitCode = 1;
});
