/** What the declarations cost a compiler: the type tests and the array chapter, in each TypeScript. */

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { quantile } from "./measure.ts";
import { duration, printTable } from "./table.ts";

export function typesBench(top: string, rounds: number): void {
  const rows = ["typescript", "ts7"].map(name => {
    const seconds = { check: [] as number[], total: [] as number[] };
    let version = "";
    const tsc = join(top, "node_modules", name, "bin/tsc");
    for (let i = 0; i < rounds; i++) {
      const said = execFileSync(process.execPath, [tsc, "-p", join(top, "test/types/fixtures"), "--extendedDiagnostics"], { encoding: "utf8" });
      seconds.check.push(Number(/Check time:\s+([\d.]+)s/.exec(said)?.[1]));
      seconds.total.push(Number(/Total time:\s+([\d.]+)s/.exec(said)?.[1]));
      version ||= execFileSync(process.execPath, [tsc, "--version"], { encoding: "utf8" }).trim().replace("Version", "TypeScript");
    }
    return [version, ...[seconds.check, seconds.total].map(times => duration(quantile(times, 0.5)))];
  });
  printTable("Types: the type tests and the array chapter", ["", "check", "all"], rows);
}
