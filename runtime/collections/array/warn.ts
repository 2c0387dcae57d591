/** Warnings of building: what works, but will be slow. */

import { environment } from "../../expr/environment.ts";

/** What `da` warns of when an operation makes far more or far larger blocks than it was given. `code` is the rule that says the same in the editor. */
export class PerformanceWarning extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "PerformanceWarning";
    this.code = code;
  }
}

export function warn(code: string, message: string): void {
  environment().warn?.(new PerformanceWarning(code, message));
}
