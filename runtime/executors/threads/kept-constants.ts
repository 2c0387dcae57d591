/** Constants are packed and sent once; what no open run uses goes, oldest first, when they come to too much. */

import { createResources, packResource, type PackedResource, type Resources } from "./resources.ts";

/** Constants that workers keep between runs, in bytes. */
const KEPT_RESOURCES = 512 * 1024 * 1024;

export interface KeptConstants extends Pick<Resources, "copy"> {
  /**
   * A run begins that reads these; `limit` is that of block memory. Gives what is to be sent, what workers may drop, and which of these may be
   * in block memory.
   */
  use(
    wanted: ReadonlyMap<string, unknown>,
    limit: number,
  ): { readonly add: readonly PackedResource[]; readonly remove: readonly string[]; readonly adoptable: readonly string[] };
  /** A run that began with these is over. */
  done(wanted: ReadonlyMap<string, unknown>): void;
  /** The threads that had them are gone. */
  forget(): void;
}

export function keptConstants(): KeptConstants {
  const resources = createResources();
  const kept = new Map<string, { bytes: number; users: number; adoptable: boolean }>();
  return {
    copy: resources.copy,
    use(wanted: ReadonlyMap<string, unknown>, limit: number) {
      const add: PackedResource[] = [];
      for (const [hash, value] of wanted) if (!kept.has(hash)) add.push(packResource(hash, value, limit / 4));
      for (const packed of add) {
        // What goes to block memory is not kept here as well.
        if (!packed.adoptable) resources.add(packed);
        kept.set(packed.hash, { bytes: packed.bytes, users: 0, adoptable: packed.adoptable });
      }
      const adoptable: string[] = [];
      for (const hash of wanted.keys()) {
        const known = kept.get(hash)!;
        known.users++;
        if (known.adoptable) adoptable.push(hash);
        // Last in the map is used last.
        kept.delete(hash);
        kept.set(hash, known);
      }
      let total = [...kept.values()].reduce((sum, each) => sum + each.bytes, 0);
      const remove: string[] = [];
      for (const [hash, { bytes, users }] of kept) {
        if (total <= Math.min(KEPT_RESOURCES, limit / 4)) break;
        if (users > 0) continue;
        total -= bytes;
        kept.delete(hash);
        resources.remove(hash);
        remove.push(hash);
      }
      return { add, remove, adoptable };
    },
    done(wanted: ReadonlyMap<string, unknown>) {
      for (const hash of wanted.keys()) {
        const known = kept.get(hash);
        if (known !== undefined) known.users--;
      }
    },
    forget() {
      for (const hash of kept.keys()) resources.remove(hash);
      kept.clear();
    },
  };
}
