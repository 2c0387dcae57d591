/** What a text means: its tree, its evaluation, and what each cell makes. Driven in small steps, so that a newer version can stop it. */

import { readFileSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import type TS from "typescript";
import type { Cell } from "../../runtime/cells/cell.ts";
import { splitCells } from "../../runtime/cells/split.ts";
import type { Host } from "../../runtime/expr/host.ts";
import { K, loadTypescript, ts } from "./typescript.ts";
import { type ModuleReader, newEvaluation, type Program } from "./evaluate/program.ts";
import { evaluateText, Memory } from "./evaluate/resume.ts";
import type { Budget, Problem, RecordedRun } from "./evaluate/state.ts";
import { isLazy, type Value } from "./evaluate/value.ts";

export interface Variable {
  readonly name: string;
  readonly value: Value;
  readonly cell: number;
  /** Of the name where it is declared. */
  readonly start: number;
  readonly end: number;
}
export interface CellAnalysis {
  readonly cell: Cell;
  readonly variables: readonly Variable[];
  readonly runs: readonly RecordedRun[];
  readonly problems: readonly Problem[];
  /** Lazy values of expression statements, in order. */
  readonly shown: readonly Value[];
}
export interface Analysis {
  readonly file: string;
  readonly text: string;
  readonly source: TS.SourceFile;
  readonly program: Program;
  readonly cells: readonly CellAnalysis[];
  /** Every top-level name, in order of its declaration. */
  readonly variables: readonly Variable[];
  readonly problems: readonly Problem[];
  /** Of an evaluation that is under way: the statements that it is done with, in which alone anything is known. */
  readonly statements?: readonly TS.Statement[];
}

export interface AnalysisOptions {
  readonly file: string;
  readonly host: Host;
  /** Where the evaluator may read modules of the workspace; by default nowhere. */
  readonly reader?: ModuleReader;
  /** Names that are there before the text begins. */
  readonly names?: ReadonlyMap<string, Value>;
  readonly budget?: Budget;
  /** What is kept of the evaluation of an earlier version, with the same host and reader. */
  readonly memory?: Memory;
  /** Is told how far the evaluation came, with what is known by then; only as far as what stands there was edited. */
  readonly onWay?: (statements: readonly TS.Statement[], of: number, sofar: () => Analysis) => void;
}

export async function analyse(text: string, options: AnalysisOptions): Promise<Analysis> {
  await loadTypescript();
  const steps = analyseInSteps(text, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** Yields between two statements. TypeScript has to be loaded. */
export function* analyseInSteps(text: string, options: AnalysisOptions): Generator<undefined, Analysis> {
  const source = parse(options.file, text);
  yield;
  const fresh = () => newEvaluation(source, options.host, options.reader ?? (() => undefined), options.budget);
  const { file, onWay } = options;
  const after =
    onWay &&
    ((count: number, known: () => Program) =>
      onWay(source.statements, count, () => ({
        ...{ file, text, source, program: known(), cells: [], variables: [], problems: [] },
        statements: source.statements.slice(0, count),
      })));
  const program = yield* evaluateText(options.memory ?? new Memory(), source, fresh, options.names, after);
  const { evaluation } = program;
  const cells = splitCells(text);
  const cellAt = (offset: number) => cells.findLast(cell => cell.startOffset <= offset)?.index ?? 0;
  const variables = declarations(source).map(({ name, start, end }): Variable => ({
    name,
    value: program.scope.vars.get(name),
    cell: cellAt(start),
    start,
    end,
  }));
  const problems = [...evaluation.problems, ...twice(variables)].sort((a, b) => a.start - b.start);
  return {
    file: options.file,
    text,
    source,
    program,
    variables,
    problems,
    cells: cells.map(cell => ({
      cell,
      variables: variables.filter(variable => variable.cell === cell.index),
      runs: evaluation.runs.filter(run => cellAt(run.offset) === cell.index),
      problems: problems.filter(problem => cellAt(problem.start) === cell.index),
      shown: [...program.shown].filter(([end, value]) => isLazy(value) && cellAt(end - 1) === cell.index).map(([, value]) => value),
    })),
  };
}

/** The tree; that of an empty text where the parser gives up. */
export function parse(file: string, text: string): TS.SourceFile {
  try {
    return parseWhole(file, text);
  } catch {
    return parseWhole(file, "");
  }
}

function parseWhole(file: string, text: string): TS.SourceFile {
  const jsx = /\.[jt]sx$/.test(file);
  return ts.createSourceFile(
    file,
    text,
    {
      languageVersion: ts.ScriptTarget.ESNext,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      // A file of cells is a module without imports too: `await` is a keyword in it.
      setExternalModuleIndicator: (made: TS.SourceFile) => {
        (made as { externalModuleIndicator?: unknown }).externalModuleIndicator = true;
      },
    },
    true,
    jsx ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
}

interface Declared {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Names declared at the top level, imports left out. */
export function declarations(source: TS.SourceFile): Declared[] {
  const found: Declared[] = [];
  const add = (name: TS.BindingName): void => {
    if (name.kind === K.Identifier) found.push({ name: (name as TS.Identifier).text, start: name.getStart(source), end: name.end });
    else for (const element of (name as TS.BindingPattern).elements) if (element.kind === K.BindingElement) add((element as TS.BindingElement).name);
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
    else if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) && statement.name !== undefined) {
      // Overloads declare a function once.
      if (!ts.isFunctionDeclaration(statement) || statement.body !== undefined) add(statement.name);
    }
  }
  return found;
}

/** A cell file is one module: a name is declared once in it. */
function twice(variables: readonly Variable[]): Problem[] {
  const first = new Map<string, Variable>();
  const problems: Problem[] = [];
  for (const variable of variables) {
    const earlier = first.get(variable.name);
    if (earlier === undefined) first.set(variable.name, variable);
    else if (earlier.cell !== variable.cell) {
      problems.push({
        code: "DECLARED_TWICE",
        severity: "error",
        start: variable.start,
        end: variable.end,
        message: `"${variable.name}" is declared in cell ${earlier.cell} already: a cell file is one module, in which a name is declared once`,
      });
    }
  }
  return problems;
}

const MAX_MODULE = 1 << 20;

/** Modules beside the text, as far as `allowed`; parsed once as long as they do not change. */
export function workspaceReader(allowed: (path: string) => boolean): ModuleReader {
  const cache = new Map<string, { stamp: string; source: TS.SourceFile; json?: string }>();
  return (specifier, from) => {
    for (const path of candidates(resolve(dirname(from), specifier))) {
      try {
        if (!allowed(path)) continue;
        const { size, mtimeMs } = statSync(path);
        if (size > MAX_MODULE) return undefined;
        const stamp = `${size} ${mtimeMs}`;
        let entry = cache.get(path);
        if (entry?.stamp !== stamp) {
          const text = readFileSync(path, "utf8");
          entry = path.endsWith(".json") ? { stamp, source: parse(path, ""), json: text } : { stamp, source: parse(path, text) };
          cache.set(path, entry);
        }
        return { file: path, ...entry };
      } catch {
        // Not there: the next spelling.
      }
    }
    return undefined;
  };
}

function candidates(path: string): string[] {
  const extension = extname(path);
  if (extension === ".js" || extension === ".mjs") return [path.replace(/js$/, "ts"), path];
  return [".ts", ".mts", ".tsx", ".json"].includes(extension) ? [path] : [`${path}.ts`, `${path}/index.ts`];
}
