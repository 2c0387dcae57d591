/** What helper calls share. */

export type Helper = (...args: never[]) => unknown;

export interface Lazy {
  compute(): Promise<unknown>;
  readonly name: string;
  readonly graph: { readonly size: number };
}
