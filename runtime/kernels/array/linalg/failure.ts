/** What goes wrong with the numbers of a matrix, as NumPy's LinAlgError: the run adds the task, its block and the user's call. */

import { BaskError } from "../../../errors.ts";

export class LinalgError extends BaskError {
  constructor(message: string) {
    super("SHAPE", message);
  }
}

export const singularAt = (i: number): LinalgError => new LinalgError(`the matrix is singular: element ${i} of the diagonal is 0`);
export const notPositive = (i: number): LinalgError =>
  new LinalgError(`the matrix is not positive definite: the leading minor of order ${i + 1} is not positive`);
