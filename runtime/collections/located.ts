/** Errors that a collection method finds before there is an expression. */

import { BaskError } from "../errors.ts";
import { environment } from "../expr/environment.ts";

/** What `check` gives; an error of it gets the place of the user's call. */
export function located<T>(check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof BaskError && error.at === undefined) {
      const site = environment().site();
      if (site !== undefined) error.at = { file: site.file, line: site.line + 1, column: site.character + 1 };
    }
    throw error;
  }
}
