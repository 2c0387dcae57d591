/**
 * A block that an engine keeps in its own memory for runs to come, as whoever asked for it has it: a handle. Handed to a run of that engine
 * it costs nothing; everywhere else it is a value that is moved out first.
 */
export abstract class HeldBlock {
  /** Bytes of the block. */
  abstract readonly bytes: number;
  /** The value in memory of the caller's own. It stays where it is. */
  abstract load(): Promise<unknown>;
  /** The value, once: the engine lets go of it, and the handle has it from then on. */
  abstract moveOut(): Promise<unknown>;
}
