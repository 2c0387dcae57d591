/** `s.str` and `s.dt`. */

import { build, exprOf, isLazy } from "../lazy.ts";
import { Series } from "./series.ts";
import { NotSupportedError } from "../../errors.ts";

export class StringMethods {
  readonly #series: Series;
  constructor(series: Series) {
    this.#series = series;
  }
  upper(): Series {
    return this.#call("upper");
  }
  lower(): Series {
    return this.#call("lower");
  }
  title(): Series {
    return this.#call("title");
  }
  capitalize(): Series {
    return this.#call("capitalize");
  }
  strip(characters?: string): Series {
    return this.#call("strip", characters);
  }
  lstrip(characters?: string): Series {
    return this.#call("lstrip", characters);
  }
  rstrip(characters?: string): Series {
    return this.#call("rstrip", characters);
  }
  zfill(width: number): Series {
    return this.#call("zfill", width);
  }
  len(): Series {
    return this.#call("len");
  }
  contains(text: string | RegExp): Series {
    return this.#call("contains", text);
  }
  startswith(text: string): Series {
    return this.#call("startswith", text);
  }
  endswith(text: string): Series {
    return this.#call("endswith", text);
  }
  match(pattern: string | RegExp): Series {
    return this.#call("match", pattern);
  }
  find(text: string): Series {
    return this.#call("find", text);
  }
  count(text: string | RegExp): Series {
    return this.#call("count", text);
  }
  replace(from: string | RegExp, to: string): Series {
    return this.#call("replace", from, to);
  }
  slice(start: number, stop?: number): Series {
    return this.#call("slice", start, stop);
  }
  get(position: number): Series {
    return this.#call("get", position);
  }
  /** Lists of pieces: one column a piece (pandas' `expand`) is another shape of result, which is not there. */
  split(separator?: string, options?: object): Series {
    if (options !== undefined) throw new NotSupportedError(`str.split: expected a separator alone, got options too (${Object.keys(options).join(", ")})`);
    return this.#call("split", separator);
  }
  /** Joined with another column, row by row. */
  cat(other: Series, { sep = "" }: { sep?: string } = {}): Series {
    if (!isLazy(other)) throw new TypeError("str.cat: expected a lazy series of texts");
    return (sep === "" ? this.#series : this.#series.add(sep)).add(other);
  }

  #call(method: string, ...args: unknown[]): Series {
    while (args.length > 0 && args.at(-1) === undefined) args.pop();
    return new Series(build("series.str", [exprOf(this.#series)], { method, args }));
  }
}

export class DateMethods {
  readonly #series: Series;
  constructor(series: Series) {
    this.#series = series;
  }
  get year(): Series {
    return this.#part("year");
  }
  get month(): Series {
    return this.#part("month");
  }
  get day(): Series {
    return this.#part("day");
  }
  get hour(): Series {
    return this.#part("hour");
  }
  get minute(): Series {
    return this.#part("minute");
  }
  get second(): Series {
    return this.#part("second");
  }
  get dayofweek(): Series {
    return this.#part("dayofweek");
  }
  get weekday(): Series {
    return this.#part("weekday");
  }
  get dayofyear(): Series {
    return this.#part("dayofyear");
  }
  get quarter(): Series {
    return this.#part("quarter");
  }
  get date(): Series {
    return this.#part("date", "datetime");
  }
  normalize(): Series {
    return this.#part("normalize", "datetime");
  }
  strftime(format: string): Series {
    return this.#part("strftime", "string", [format]);
  }
  floor(freq: string): Series {
    return this.#part("floor", "datetime", [freq]);
  }
  ceil(freq: string): Series {
    return this.#part("ceil", "datetime", [freq]);
  }
  round(freq: string): Series {
    return this.#part("round", "datetime", [freq]);
  }

  #part(field: string, dtype = "int32", args: readonly unknown[] = []): Series {
    return new Series(build("series.dt", [exprOf(this.#series)], { field, dtype, ...(args.length > 0 ? { args } : {}) }));
  }
}
