/** What a text is made of at its top: imports that are bound, functions that are hoisted, statements that are followed within their budget. It never throws. */

import type TS from "typescript";
import type { Host } from "../../../runtime/expr/host.ts";
import { editorEnvironment } from "../bask/environment.ts";
import { baskModule } from "../bask/modules.ts";
import { NotingHost } from "../bask/sources.ts";
import { K, ts } from "../typescript.ts";
import { globalScope } from "./builtins/globals.ts";
import { whyModule } from "./builtins/platform.ts";
import { evaluate } from "./expressions.ts";
import { recording, resetJournals, type Writes } from "./heap.ts";
import { smear } from "./join.ts";
import { nameFunction } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { BUDGET, type Budget, type Evaluation, OverBudget, Thrown } from "./state.ts";
import { execute, hoist } from "./statements.ts";
import { harmless, Namespace, unknown, type Value } from "./value.ts";

/** Reads a module of the workspace; undefined where it is not in it. */
export type ModuleReader = (specifier: string, from: string) => { readonly file: string; readonly source: TS.SourceFile; readonly json?: string } | undefined;

export interface Program {
  readonly evaluation: Evaluation;
  readonly scope: Scope;
  /** The value of each top-level expression statement, by its end offset: the last one of a cell is what it shows. */
  readonly shown: Map<number, Value>;
}

export function newEvaluation(source: TS.SourceFile, host: Host, reader: ModuleReader, budget: Budget = BUDGET): Evaluation {
  const globals = globalScope();
  const evaluation: Evaluation = {
    file: source.fileName,
    host: new NotingHost(host),
    budget,
    globals,
    source,
    active: source,
    facts: new Map(),
    doubts: new Map(),
    rows: new Map(),
    problems: [],
    runs: [],
    files: [],
    environment: undefined as never,
    importModule: () => undefined,
    modulesUnchanged: () => true,
    steps: 0,
    statementSteps: 0,
    ticks: 0,
    deadline: 0,
    calls: 0,
    nesting: 0,
    tries: 0,
    callee: undefined,
    occurrences: new Map(),
    counted: [],
    shift: 0,
    frame: { maybe: [], self: undefined, scope: globals },
    loops: [],
  };
  evaluation.environment = editorEnvironment(evaluation);
  const modules = new Map<string, Map<string, Value> | undefined>();
  const asked: { specifier: string; from: string; source: TS.SourceFile | undefined }[] = [];
  evaluation.modulesUnchanged = () => asked.every(each => reader(each.specifier, each.from)?.source === each.source);
  evaluation.importModule = (specifier, from) => {
    const found = reader(specifier, from);
    asked.push({ specifier, from, source: found?.source });
    if (found === undefined) return undefined;
    // A module that imports itself around a corner sees nothing of it yet.
    if (!modules.has(found.file)) {
      modules.set(found.file, undefined);
      modules.set(found.file, found.json === undefined ? exportsOf(evaluation, found.source) : jsonModule(found.json));
    }
    return modules.get(found.file);
  };
  return evaluation;
}

/** Imports are bound and functions hoisted before anything runs. */
export function begin(ev: Evaluation, source: TS.SourceFile, scope: Scope): void {
  const { statements } = source;
  resetJournals();
  guarded(ev, source, scope, [], () => {
    for (const statement of statements) if (statement.kind === K.ImportDeclaration) bindImport(ev, statement as TS.ImportDeclaration, scope, source);
    hoist(ev, statements, scope);
  });
}

/** One top-level statement. Gives what it wrote to, with the state before; an expression's value goes to `show`. */
export function runStatement(ev: Evaluation, source: TS.SourceFile, scope: Scope, statement: TS.Statement, show?: (value: Value) => void): Writes {
  resetJournals();
  const writes = guarded(ev, source, scope, [statement], () => {
    if (statement.kind === K.ExpressionStatement) {
      const value = evaluate(ev, (statement as TS.ExpressionStatement).expression, scope);
      show?.(value);
    } else if (statement.kind === K.ExportAssignment) {
      const value = evaluate(ev, (statement as TS.ExportAssignment).expression, scope);
      nameFunction(value, "default");
      scope.declare("default", value);
    } else execute(ev, statement, scope);
  });
  ev.steps += ev.statementSteps;
  return writes;
}

/** A module of the workspace. */
function run(ev: Evaluation, source: TS.SourceFile, scope: Scope): void {
  const { statements } = source;
  begin(ev, source, scope);
  for (const statement of statements) {
    if (statement.kind === K.ImportDeclaration || statement.kind === K.FunctionDeclaration) continue;
    runStatement(ev, source, scope, statement);
    if (ev.steps > ev.budget.total) return forget(statements.slice(statements.indexOf(statement) + 1), scope, TOO_MUCH);
  }
}
export const TOO_MUCH = "the text is too much to follow";

/** One top-level statement within its budget. What it declares or changes is unknown when it is too much, or fails. */
export function guarded(ev: Evaluation, source: TS.SourceFile, scope: Scope, statements: readonly TS.Statement[], body: () => void): Writes {
  ev.statementSteps = 0;
  ev.deadline = performance.now() + ev.budget.time;
  Object.assign(ev, { active: source, calls: 0, nesting: 0, tries: 0, loops: [], callee: undefined, frame: { maybe: [], self: undefined, scope } });
  const writes: Writes = new Map();
  try {
    recording(body, writes);
  } catch (error) {
    if (error instanceof Thrown) {
      forget(statements, scope, "the cell throws here");
      return writes;
    }
    const why = error instanceof OverBudget ? error.message : `not followed: ${error instanceof Error ? error.message : String(error)}`;
    smear(writes, why);
    forget(statements, scope, why);
  }
  return writes;
}

export function forget(statements: readonly TS.Statement[], scope: Scope, why: string): void {
  for (const statement of statements) {
    if (statement.kind !== K.VariableStatement) continue;
    for (const { name } of (statement as TS.VariableStatement).declarationList.declarations)
      for (const each of namesOf(name)) scope.vars.set(each, unknown(why));
  }
}

function bindImport(ev: Evaluation, node: TS.ImportDeclaration, scope: Scope, source: TS.SourceFile): void {
  const { importClause, moduleSpecifier } = node;
  if (importClause === undefined || importClause.isTypeOnly || !ts.isStringLiteral(moduleSpecifier)) return;
  const specifier = moduleSpecifier.text;
  const exported = moduleOf(ev, specifier, source.fileName);
  const why = `imported from "${specifier}", which is not followed`;
  const outside = (name: string): Value => {
    const value = unknown(exported === undefined ? (whyModule(specifier) ?? why) : `"${specifier}" has no ${name} here`);
    if (specifier.startsWith("node:")) harmless.add(value);
    return value;
  };
  const read = (name: string): Value => (exported?.has(name) ? exported.get(name) : outside(name));
  if (importClause.name !== undefined) scope.vars.set(importClause.name.text, read("default"));
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return;
  if (ts.isNamespaceImport(bindings)) scope.vars.set(bindings.name.text, exported === undefined ? outside("*") : new Namespace(specifier, exported, false));
  else for (const { name, propertyName, isTypeOnly } of bindings.elements) if (!isTypeOnly) scope.vars.set(name.text, read((propertyName ?? name).text));
}

function moduleOf(ev: Evaluation, specifier: string, from: string): ReadonlyMap<string, Value> | undefined {
  return baskModule(specifier) ?? (specifier.startsWith(".") ? ev.importModule(specifier, from) : undefined);
}

/** A JSON file as a module: its value is the default. */
function jsonModule(text: string): Map<string, Value> | undefined {
  try {
    return new Map([["default", JSON.parse(text) as Value]]);
  } catch {
    return undefined;
  }
}

/** What a module of the workspace exports, by the same evaluation. Its own problems are shown where it is open. */
function exportsOf(ev: Evaluation, source: TS.SourceFile): Map<string, Value> {
  const outer = {
    active: ev.active,
    calls: ev.calls,
    nesting: ev.nesting,
    tries: ev.tries,
    loops: ev.loops,
    callee: ev.callee,
    frame: ev.frame,
    deadline: ev.deadline,
    statementSteps: ev.statementSteps,
  };
  const scope = new Scope(ev.globals, true);
  run(ev, source, scope);
  Object.assign(ev, outer);
  const exported = new Map<string, Value>();
  for (const statement of source.statements) {
    const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
    const isExported = modifiers?.some(modifier => modifier.kind === K.ExportKeyword) === true;
    if (isExported && ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) for (const each of namesOf(name)) exported.set(each, scope.read(each));
    else if (isExported && (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement))) {
      const isDefault = modifiers!.some(modifier => modifier.kind === K.DefaultKeyword);
      exported.set(isDefault ? "default" : (statement.name?.text ?? "default"), scope.read(statement.name?.text ?? "default"));
    } else if (ts.isExportAssignment(statement)) exported.set("default", scope.read("default"));
    else if (ts.isExportDeclaration(statement)) reexport(ev, statement, scope, source, exported);
  }
  return exported;
}

function reexport(ev: Evaluation, node: TS.ExportDeclaration, scope: Scope, source: TS.SourceFile, exported: Map<string, Value>): void {
  const from =
    node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier) ? moduleOf(ev, node.moduleSpecifier.text, source.fileName) : undefined;
  if (node.moduleSpecifier !== undefined && from === undefined) return;
  if (node.exportClause === undefined) for (const [name, value] of from ?? []) exported.set(name, value);
  else if (ts.isNamedExports(node.exportClause)) {
    for (const { name, propertyName } of node.exportClause.elements) {
      const inner = (propertyName ?? name).text;
      exported.set(name.text, from === undefined ? scope.read(inner) : from.get(inner));
    }
  } else exported.set(node.exportClause.name.text, new Namespace(node.exportClause.name.text, from ?? [], false));
}

export function* namesOf(name: TS.BindingName): Generator<string> {
  if (name.kind === K.Identifier) yield (name as TS.Identifier).text;
  else for (const element of (name as TS.BindingPattern).elements) if (element.kind === K.BindingElement) yield* namesOf((element as TS.BindingElement).name);
}
