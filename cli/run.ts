/** `bask run FILE`: for each cell what it makes before it runs, then its result; at the end the profile and the graph of the largest cell. */

import path from "node:path";
import type { LazyFacts } from "../protocol/editor.ts";
import type { RunProfile } from "../protocol/profile.ts";
import type { CellText } from "../protocol/session.ts";
import { linalgBackend } from "../runtime/kernels/native/library.ts";
import { splitCells } from "../runtime/cells/split.ts";
import { formatBytes, formatCount, formatMs } from "../runtime/meta/format.ts";
import { cacheDir } from "../runtime/profile/cache-dir.ts";
import { printProfile } from "../runtime/profile/print.ts";
import { mergeProfiles } from "../runtime/profile/merge.ts";
import "../runtime/run.ts";
import { config } from "../runtime/run/config.ts";
import { displayText } from "../runtime/run/display.ts";
import { closeEngines } from "../runtime/run/engines.ts";
import { observeRuns } from "../runtime/run/observers.ts";
import { pictureOf } from "../runtime/run/picture.ts";
import { cellError } from "../runtime/session/cell-error.ts";
import { createCellRunner } from "../runtime/session/cell-runner.ts";
import { ProfileLog } from "../runtime/session/profile-file.ts";
import { factsOf } from "../server/analysis/facts.ts";
import type { Analysis } from "../server/analysis/analysis.ts";
import { analysisOf, graphOf } from "./analysis.ts";
import { readSourceFile, type SourceFile } from "./source.ts";

export interface RunFileOptions {
  readonly cell?: number;
  readonly workers?: number;
  readonly memoryLimit?: string;
  readonly graph?: string;
  readonly quiet?: boolean;
}

export async function run(given: string, options: RunFileOptions): Promise<void> {
  const source = readSourceFile(given);
  const { quiet = false } = options;
  config.set({
    progress: !quiet,
    ...(options.workers === undefined ? {} : { numWorkers: options.workers }),
    ...(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit }),
  });
  const before = process.cwd();
  const analysis = await analysisOf(source);
  const count = analysis.cells.length;
  if (options.cell !== undefined && options.cell >= count) throw new TypeError(`expected a cell from 0 to ${count - 1}, got ${options.cell}`);
  if (!quiet) {
    printBefore(source, analysis);
    console.log(muted(`\n  matrix products and decompositions: ${await linalgBackend()}`));
  }
  const profiles = await runCells(source, options);
  if (quiet) return;
  if (profiles.length > 0) console.log(`\n${heading("Profile")}\n${printProfile(mergeProfiles(profiles))}`);
  await saveGraph(analysis, path.resolve(before, options.graph ?? `${path.basename(source.file).replace(/\.[^.]*$/, "")}-graph.svg`));
}

/** Facts of every cell, with nothing run. */
function printBefore({ file }: SourceFile, analysis: Analysis): void {
  const facts = factsOf(analysis);
  console.log(heading(`${path.basename(file)}, before it runs`));
  for (const cell of facts.cells) {
    if (cell.kind === "markdown" || cell.collections.length + cell.runs.length + cell.problems.length === 0) continue;
    console.log(`\n  ${bold(cell.title || `cell ${cell.index}`)}`);
    for (const each of cell.collections) console.log(`    ${each.name.padEnd(12)} ${line(each)}`);
    for (const problem of cell.problems) console.log(`    ${problem.severity} in line ${problem.start.line + 1}: ${problem.message}`);
  }
}

function line(facts: LazyFacts): string {
  const columns = facts.kind === "frame" && facts.columns ? `: ${facts.columns.map(column => `${column.name} ${column.dtype ?? "?"}`).join(", ")}` : "";
  return `${facts.text}${facts.kind !== "array" && facts.bytes !== null ? ` · ${formatBytes(facts.bytes)}` : ""}${columns}`;
}

async function runCells({ file, text }: SourceFile, options: RunFileOptions): Promise<RunProfile[]> {
  const runner = createCellRunner();
  const log = new ProfileLog(path.join(cacheDir(), "profiles"));
  const profiles: RunProfile[] = [];
  let current: CellText | undefined;
  const stop = observeRuns({
    // Asked for, so that profiles have every task's time.
    events: () => {},
    end: (_id, profile) => {
      profiles.push(profile);
      if (current !== undefined) log.add(current, profile);
    },
  });
  const before = process.cwd();
  process.chdir(path.dirname(file));
  try {
    for (const cell of splitCells(text)) {
      if (cell.kind === "markdown" || (options.cell !== undefined && cell.index > options.cell)) continue;
      current = { file, index: cell.index, title: cell.title, startLine: cell.startLine, text: cell.text };
      log.begin(current);
      const first = profiles.length;
      if (cell.index > 0 && options.quiet !== true) console.log(`\n${heading(cell.title || `cell ${cell.index}`)}`);
      try {
        const value = await runner.run(current, text);
        if (value !== undefined) console.log(displayText(value));
      } catch (error) {
        printError(error);
        process.exitCode = 1;
        break;
      }
      const own = profiles.slice(first);
      if (own.length > 0 && options.quiet !== true) console.log(muted(own.map(summary).join("\n")));
    }
  } finally {
    stop();
    log.write(file);
    process.chdir(before);
    await runner.close();
    await closeEngines({ discard: true });
  }
  return profiles;
}

const summary = ({ tasks, wall, peak }: RunProfile): string =>
  `${formatCount(tasks)} ${tasks === 1 ? "task" : "tasks"} · ${formatMs(wall)} · peak ${formatBytes(peak)}`;

function printError(thrown: unknown): void {
  const { name, message, frames, task, inner } = cellError(thrown);
  console.error(`${name}: ${message}`);
  for (const frame of frames) console.error(`  at ${frame.name === "" ? "" : `${frame.name} `}(${frame.file}:${frame.line + 1}:${frame.character + 1})`);
  if (task !== undefined) console.error(`  in task ${task.key}${task.inputs.length > 0 ? ` of ${task.inputs.join(", ")}` : ""}`);
  if (frames.length === 0) for (const frame of inner.slice(0, 8)) console.error(`  ${frame}`);
}

async function saveGraph(analysis: Analysis, target: string): Promise<void> {
  const counted = analysis.cells
    .map(({ cell }) => cell.index)
    .flatMap(cell => {
      try {
        return [{ cell, view: graphOf(analysis, { cell }) }];
      } catch {
        return [];
      }
    });
  const largest = counted.sort((a, b) => b.view.nodes.length - a.view.nodes.length || (b.view.tasks ?? 0) - (a.view.tasks ?? 0))[0];
  if (largest === undefined) return;
  await pictureOf(largest.view).save(target);
  console.log(`\nThe graph of "${largest.view.title}" is ${path.relative(process.cwd(), target) || target}`);
}

const styled =
  (code: number) =>
  (text: string): string =>
    process.stdout.isTTY === true ? `\u001b[${code}m${text}\u001b[0m` : text;
const bold = styled(1);
const muted = styled(2);
const heading = (text: string): string => bold(`── ${text} ${"─".repeat(Math.max(3, 76 - text.length))}`);
