/** A piece of work that Bask and Dask both do: the same data, the same number of threads, the same answer. */

export interface Workload {
  /** `--only` takes any part of it; the Dask side knows its twin by the same name. */
  readonly name: string;
  readonly title: string;
  /** What the time is divided by for the last column: bytes read, or tasks. */
  readonly per?: { readonly unit: "MB/s" | "us/task"; readonly amount: number };
  /** What Dask uses here, where it is not what one would think: its default for bags is processes. */
  readonly daskUses?: string;
  /** Makes what is not timed; the function it gives is timed, and answers with one number. */
  prepare(): Promise<() => Promise<number>>;
}

export interface Scene {
  readonly quick: boolean;
  readonly workers: number;
  /** Where the data of the benchmarks is. */
  readonly flights: string;
  readonly accounts: string;
  /** Arrays in files, made when they are first wanted. */
  readonly arrays: string;
}
