/** A signal that every run obeys beside its own: a session stops all that a cell has started by it. */

let ambient: AbortSignal | undefined;

export function setAmbientSignal(signal: AbortSignal | undefined): void {
  ambient = signal;
}

export function signalOf(own: AbortSignal | undefined): AbortSignal | undefined {
  if (own === undefined || ambient === undefined) return own ?? ambient;
  return AbortSignal.any([own, ambient]);
}
