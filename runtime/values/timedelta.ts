/** A duration. As a number it is milliseconds. */

const NANOSECONDS = { d: 86_400_000_000_000, h: 3_600_000_000_000, m: 60_000_000_000, s: 1_000_000_000, ms: 1_000_000, us: 1_000, ns: 1 } as const;
export type TimeUnit = keyof typeof NANOSECONDS;

export class Timedelta {
  readonly nanoseconds: bigint;
  constructor(value: number, unit: TimeUnit) {
    const factor = NANOSECONDS[unit];
    if (factor === undefined) throw new RangeError(`expected one of ${Object.keys(NANOSECONDS).join(", ")} as unit, got ${JSON.stringify(unit)}`);
    this.nanoseconds = Number.isInteger(value) ? BigInt(value) * BigInt(factor) : BigInt(Math.round(value * factor));
  }
  valueOf(): number {
    return Number(this.nanoseconds) / 1e6;
  }
  /** `2 days 03:04:05.006`. */
  toString(): string {
    const ms = Math.abs(+this);
    const days = Math.floor(ms / 86_400_000);
    const clock = new Date(ms % 86_400_000).toISOString().slice(11, 23).replace(".000", "");
    return `${this.nanoseconds < 0n ? "-" : ""}${days > 0 ? `${days} ${days === 1 ? "day" : "days"} ` : ""}${clock}`;
  }
  toJSON(): string {
    return this.toString();
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Timedelta(${this.toString()})`;
  }
}
