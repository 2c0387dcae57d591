/**
 * The names of one file of cells while it runs. Values are plain properties of one object (1 ns a read); its prototype throws for a name that no cell has
 * set yet, as a module does before a declaration has run.
 */

import type { DeclarationKind, Place } from "./cell.ts";
import type { Transpiled } from "./transpile.ts";

/** How a scope came by its names: what a function that travels must know of those it uses. */
export interface ScopeFacts {
  readonly file: string;
  readonly kinds: ReadonlyMap<string, DeclarationKind>;
  readonly imports: ReadonlyMap<string, { readonly specifier: string; readonly imported: string }>;
  /** Names that some cell assigns outside their declaration, with the first such place, counted from 0. */
  readonly reassigned: ReadonlyMap<string, Place>;
}

/** What one run of a cell is given besides `$cell`. */
export interface CellHands {
  readonly $def: Record<string, unknown>;
  $bind(namespace: object, specifier: string, names: Readonly<Record<string, string>>): void;
  $own<T>(value: T, isAsync: boolean, name: string): T;
}

export interface CellScope {
  readonly values: Record<string, unknown>;
  readonly facts: ScopeFacts;
  /**
   * Before a cell runs, for the first time or again. `key` says which cell it is, its index for example: names that a run before under this key
   * declared are forgotten, unless another cell of the file declares them now.
   */
  begin(key: string | number, cell: Transpiled): Promise<CellHands>;
  /** A cell is gone: its names too, and what it held with `using` is disposed of. */
  remove(key: string | number): Promise<void>;
  /** Disposes of what all cells hold. */
  close(): Promise<void>;
}

const FACTS = new WeakMap<object, ScopeFacts>();

/** The facts of a scope object, if it is one. */
export const scopeFacts = (values: object): ScopeFacts | undefined => FACTS.get(values);

type Owned = { readonly value: unknown; readonly isAsync: boolean };
interface CellState {
  names: Set<string>;
  assigns: readonly { name: string; line: number; column: number }[];
}

export function createScope(file: string): CellScope {
  const values = Object.create(unsetNames(file)) as Record<string, unknown>;
  const kinds = new Map<string, DeclarationKind>();
  const imports = new Map<string, { specifier: string; imported: string }>();
  const reassigned = new Map<string, Place>();
  const facts: ScopeFacts = { file, kinds, imports, reassigned };
  FACTS.set(values, facts);
  const cells = new Map<string | number, CellState>();
  /** What `using` holds, by name, in the order of declaration. */
  const owned = new Map<string, Owned>();

  const define = (name: string, value: unknown): void => {
    const kind = kinds.get(name);
    Object.defineProperty(values, name, { value, writable: kind !== "const" && kind !== "enum", enumerable: true, configurable: true });
  };
  const forget = (names: Iterable<string>): void => {
    let removed = false;
    for (const name of names) {
      if ([...cells.values()].some(c => c.names.has(name))) continue;
      kinds.delete(name);
      imports.delete(name);
      removed = delete values[name] || removed;
    }
    // The engine turns an object with deleted properties into a table, twenty times slower, and back when it becomes a prototype.
    if (removed) Object.create(values);
  };
  const noteAssignments = (): void => {
    reassigned.clear();
    for (const { assigns } of cells.values()) for (const { name, line, column } of assigns) if (!reassigned.has(name)) reassigned.set(name, { line, column });
  };
  const release = async (names: Iterable<string>): Promise<void> => {
    for (const name of [...names].reverse()) {
      const held = owned.get(name);
      owned.delete(name);
      const owner = held?.value as { [Symbol.dispose]?(): unknown; [Symbol.asyncDispose]?(): unknown } | undefined;
      if (held && owner) await (held.isAsync && owner[Symbol.asyncDispose] ? owner[Symbol.asyncDispose]!() : owner[Symbol.dispose]?.());
    }
  };

  return {
    values,
    facts,
    async begin(key, cell) {
      const gone = [...(cells.get(key)?.names ?? [])].filter(n => !cell.fileNames.has(n) && !cell.declares.some(d => d.name === n));
      const state: CellState = { names: new Set(cell.declares.map(d => d.name)), assigns: cell.analysis.assigns };
      cells.set(key, state);
      await release([...owned.keys()].filter(n => state.names.has(n) || gone.includes(n)));
      forget(gone);
      noteAssignments();
      for (const { name, kind } of cell.declares) {
        // Another kind needs another sort of property; the value of an earlier run stays until the declaration runs.
        if (kinds.get(name) === "import" || kind === "import") delete values[name];
        kinds.set(name, kind);
        if (kind !== "import") imports.delete(name);
      }
      return {
        $def: new Proxy(Object.create(null) as Record<string, unknown>, {
          set(_, name, value) {
            define(name as string, value);
            return true;
          },
        }),
        $bind(namespace, specifier, names) {
          for (const [local, imported] of Object.entries(names)) {
            imports.set(local, { specifier, imported });
            if (imported === "*") define(local, namespace);
            else Object.defineProperty(values, local, { get: () => member(namespace, imported, specifier), enumerable: true, configurable: true });
          }
        },
        $own(value, isAsync, name) {
          if (value !== null && value !== undefined) owned.set(name, { value, isAsync });
          return value;
        },
      };
    },
    async remove(key) {
      const state = cells.get(key);
      cells.delete(key);
      noteAssignments();
      if (!state) return;
      await release(state.names);
      forget(state.names);
    },
    close: () => release(owned.keys()),
  };
}

/** Asked for when it is read and not before: a name that is a type alone is imported too, and never read. */
function member(namespace: object, imported: string, specifier: string): unknown {
  if (!(imported in namespace)) throw new SyntaxError(`"${specifier}" has no export "${imported}"; if it is a type, write \`import type\``);
  return (namespace as Record<string, unknown>)[imported];
}

function unsetNames(file: string): object {
  const missing = (name: string | symbol): never => {
    throw new ReferenceError(`${String(name)} is not set: the cell of ${file} that declares it has not run`);
  };
  return new Proxy(Object.create(null) as object, {
    get: (_, name) => (typeof name === "symbol" ? undefined : missing(name)),
    set: (_, name) => missing(name),
    has: () => false,
    getPrototypeOf: () => null,
    getOwnPropertyDescriptor: () => undefined,
    ownKeys: () => [],
  });
}
