/** Classes of the user: instances of those that travel keep their class from one thread to the other, also as results. */

import { registerBlockClass } from "../memory/classes.ts";

/** Private fields can be neither read nor made from outside. */
export function isCopiableClass(f: unknown): f is new () => object {
  if (typeof f !== "function") return false;
  const text = Function.prototype.toString.call(f);
  return text.startsWith("class") && !/#[\p{L}_$]/u.test(text);
}

/** Known from now on in this thread, under the id of its package: the same in every thread. */
export function registerUserClass(id: string, f: unknown): void {
  if (!isCopiableClass(f)) return;
  registerBlockClass<object>({
    name: `class ${id}`,
    constructor: f,
    parts: value => [{ ...value }],
    restore: ([fields]) => Object.assign(Object.create(f.prototype as object) as object, fields),
  });
}
