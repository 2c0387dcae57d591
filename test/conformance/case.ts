/** One case of the format (see the format's own page): what it is given, what it does, what may come out. */

export interface Step {
  readonly out?: string;
  readonly call?: string;
  readonly on?: string;
  readonly method?: string;
  readonly attr?: string;
  readonly op?: string;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
}
export interface Observation {
  readonly of: string | null;
  readonly kind?: string;
  readonly sort_by?: "index" | readonly string[];
  readonly drop_index?: boolean;
  readonly partitions?: boolean;
  readonly unordered?: boolean;
  readonly flat?: boolean;
  readonly compute?: string | readonly string[];
  readonly separately?: boolean;
}
export interface Outcome {
  readonly observed?: readonly Readonly<Record<string, unknown>>[];
  readonly raises?: { readonly stage: "build" | "compute"; readonly type: string; readonly message: string };
}
export interface Case {
  readonly id: string;
  readonly area: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly program: readonly Step[];
  readonly ts: readonly string[];
  readonly static?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly observe: readonly Observation[];
  readonly accept: readonly Outcome[];
  readonly bound?: "upper";
  readonly rtol?: number;
  readonly config?: Readonly<Record<string, unknown>>;
}
export type Verdict = "passed" | "failed" | "unsupported";
export interface Result {
  readonly verdict: Verdict;
  readonly why?: string;
}
