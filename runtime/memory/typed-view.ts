/** Typed arrays by the names of their classes. */

type ViewClass = new (buffer: ArrayBufferLike, offset: number, elements: number) => ArrayBufferView;

const CLASSES: Readonly<Record<string, ViewClass>> = {
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  DataView,
};

export function typedView(kind: string, buffer: ArrayBufferLike, offset: number, elements: number): ArrayBufferView {
  return new (classOf(kind))(buffer, offset, elements);
}

/** Bytes an element; of a DataView, whose elements are bytes, 1. */
export const elementBytes = (kind: string): number => (classOf(kind) as { readonly BYTES_PER_ELEMENT?: number }).BYTES_PER_ELEMENT ?? 1;

function classOf(kind: string): ViewClass {
  const found = CLASSES[kind] ?? (globalThis as unknown as Record<string, ViewClass | undefined>)[kind];
  if (found === undefined) throw new Error(`this version of Node has no ${kind}`);
  return found;
}

/** The same elements in an ordinary ArrayBuffer. */
export function copiedView(kind: string, buffer: ArrayBufferLike, offset: number, elements: number): ArrayBufferView {
  const view = typedView(kind, buffer, offset, elements) as Uint8Array;
  const copy = new (view.constructor as typeof Uint8Array)(new ArrayBuffer(view.byteLength), 0, elements);
  copy.set(view);
  return copy;
}
