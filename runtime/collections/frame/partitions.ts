/** What frames and series share: partitions, divisions, and the verbs that look at them. */

import { environment, type RunOptions } from "../../expr/environment.ts";
import type { Expr } from "../../expr/expr.ts";
import { isKnown } from "../../meta/dim.ts";
import type { FrameMeta, Label, SeriesMeta } from "../../meta/meta.ts";
import { Delayed, item, type Item } from "../delayed/delayed.ts";
import { build, exprOf, LazyBase, splitRunOptions } from "../lazy.ts";

export abstract class Partitioned extends LazyBase {
  get npartitions(): number {
    const { npartitions } = this.partitionMeta;
    return isKnown(npartitions) ? npartitions : Number.NaN;
  }
  get divisions(): readonly (Label | Date | null)[] {
    const { divisions, index } = this.partitionMeta;
    if (divisions === null) return new Array<null>(Number.isNaN(this.npartitions) ? 1 : this.npartitions + 1).fill(null);
    return index[0]?.dtype === "datetime" ? divisions.map(value => (typeof value === "number" ? new Date(value) : value)) : divisions;
  }
  get knownDivisions(): boolean {
    return this.partitionMeta.divisions !== null;
  }
  length(options: RunOptions = {}): Promise<number> {
    return environment().runner.compute([this.lengthNode], options, ([n]) => n as number);
  }
  toDelayed(): Delayed[] {
    return Array.from({ length: this.npartitions }, (_, partition) => new Delayed(build("delayed.partition", [exprOf(this)], { partition })));
  }
  protected get partitionMeta(): FrameMeta | SeriesMeta {
    return exprOf(this).meta as FrameMeta | SeriesMeta;
  }
  protected get lengthNode(): Expr {
    return build("frame.length", [exprOf(this)]);
  }
  protected get lengthItem(): Item {
    return item(this.lengthNode);
  }
  /** The first rows, of the first partition unless `npartitions` says more; runs unless `compute: false`. */
  protected headOf(n: number, options: { npartitions?: number; compute?: boolean } & RunOptions): { node: Expr; run: RunOptions; compute: boolean } {
    if (!Number.isInteger(n)) throw new RangeError(`head: expected a whole number of rows, got ${n}`);
    const [run, { npartitions = 1, compute = true }] = splitRunOptions(options);
    if (npartitions > this.npartitions) throw new RangeError(`head: expected at most ${this.npartitions} partitions, got npartitions: ${npartitions}`);
    return { node: build("frame.head", [exprOf(this)], { n, npartitions }), run, compute };
  }
}

export const computeOne = <T>(node: Expr, options: RunOptions): Promise<T> => environment().runner.compute([node], options, ([value]) => value as T);
