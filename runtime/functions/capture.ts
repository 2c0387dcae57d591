/** `capture`: names what a function uses from around it, for platforms whose engine cannot be asked. */

const given = new WeakMap<Function, Readonly<Record<string, unknown>>>();

/** Returns the same function; the named values travel with it in place of what it would be found to use. */
export function capture<F extends (...args: never) => unknown>(values: object, f: F): F {
  given.set(f, { ...given.get(f), ...values });
  return f;
}

export const givenTo = (f: Function): Readonly<Record<string, unknown>> => given.get(f) ?? {};
