/** What goes wrong with the numbers of a matrix, as NumPy's LinAlgError: the run adds the task, its block and the user's call. */

import { BaskError } from "../../../errors.ts";

export class LinalgError extends BaskError {
  constructor(message: string) {
    super("SHAPE", message);
  }
}
