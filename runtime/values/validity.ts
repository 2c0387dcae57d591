/** Bitmaps of what is present, least significant bit first, as Arrow has them. A set bit is a value, a clear one is missing. */

import type { Room } from "./room.ts";

export type Validity = Uint8Array | null;

export const isValid = (validity: Validity, i: number): boolean => validity === null || (validity[i >> 3]! & (1 << (i & 7))) !== 0;

/** A bitmap with every bit set. */
export function allValid(length: number, room?: Room): Uint8Array {
  const size = (length + 7) >> 3;
  return (room?.bytes(size) ?? new Uint8Array(size)).fill(255);
}
export const clearBit = (validity: Uint8Array, i: number): void => {
  validity[i >> 3]! &= ~(1 << (i & 7));
};

/** From `present(i)`; null where nothing is missing. */
export function validityOf(length: number, present: (i: number) => boolean, room?: Room): Validity {
  let validity: Validity = null;
  for (let i = 0; i < length; i++) {
    if (!present(i)) clearBit((validity ??= allValid(length, room)), i);
  }
  return validity;
}

export function sliceValidity(validity: Validity, start: number, stop: number, room?: Room): Validity {
  if (validity === null) return null;
  if ((start & 7) === 0) return validity.subarray(start >> 3, (stop + 7) >> 3);
  return validityOf(stop - start, i => isValid(validity, start + i), room);
}

export function countMissing(validity: Validity, length: number): number {
  if (validity === null) return 0;
  let present = 0;
  for (let i = 0; i < length >> 3; i++) {
    let byte = validity[i]!;
    byte -= (byte >> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    present += (byte + (byte >> 4)) & 0x0f;
  }
  for (let i = length & ~7; i < length; i++) if (isValid(validity, i)) present++;
  return length - present;
}
