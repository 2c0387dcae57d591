/** Classes of blocks that travel between threads: their parts are described, and the object is made again of them. */

export interface BlockClass<T = never> {
  /** The same in every thread. */
  readonly name: string;
  readonly constructor: Function;
  /** Typed arrays, plain values and other described classes, in order. */
  parts(value: T): readonly unknown[];
  restore(parts: readonly any[]): unknown;
}

const byName = new Map<string, BlockClass>();
const byPrototype = new Map<object, BlockClass>();

export function registerBlockClass<T>(entry: BlockClass<T>): void {
  byName.set(entry.name, entry as BlockClass);
  byPrototype.set(entry.constructor.prototype as object, entry as BlockClass);
}
export const classOf = (value: object): BlockClass | undefined => byPrototype.get(Object.getPrototypeOf(value) as object);
export function classNamed(name: string): BlockClass {
  const entry = byName.get(name);
  if (entry === undefined) throw new Error(`blocks of class ${name} are not known in this thread`);
  return entry;
}
