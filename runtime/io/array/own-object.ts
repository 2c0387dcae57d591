/**
 * Objects of the user that read or write regions, called in workers. An instance of a class arrives without it, so what travels is its class and its own
 * fields, of which an equal instance is made there. Such a copy knows nothing of changes that the original sees later.
 */

import { CaptureError } from "../../errors.ts";

type Method = (...args: any[]) => unknown;

export function methodOf(own: object, name: "read" | "write"): Method {
  const fields = Object.fromEntries(Object.entries(own).filter(([, value]) => typeof value !== "function"));
  const prototype = Object.getPrototypeOf(own) as { constructor?: unknown } | null;
  const Class = prototype?.constructor;
  if (prototype === null || prototype === Object.prototype || typeof Class !== "function") {
    const method = (own as Record<string, Method>)[name]!;
    if (!usesThis(method)) return (region: unknown, block: unknown) => method(region, block);
    return (region: unknown, block: unknown) => method.call({ ...fields }, region, block);
  }
  for (let each: unknown = Class; typeof each === "function" && each !== Function.prototype; each = Object.getPrototypeOf(each) as unknown) {
    if (/[^\w$"'`]#[A-Za-z_$]/.test(Function.prototype.toString.call(each)))
      throw new CaptureError(
        each.name,
        "its instances have private fields, which cannot be read from outside to be made again in a worker: use fields without #, or a plain object with `" +
          name +
          "`",
      );
  }
  const Made = Class as { readonly prototype: object };
  return name === "read"
    ? (region: unknown) => (Object.assign(Object.create(Made.prototype) as object, fields) as { read: Method }).read(region)
    : (region: unknown, block: unknown) => (Object.assign(Object.create(Made.prototype) as object, fields) as { write: Method }).write(region, block);
}

const usesThis = (method: Method): boolean => /\bthis\b/.test(Function.prototype.toString.call(method));
