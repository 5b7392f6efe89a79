import type { TextSource } from './ordered-documents.ts';
import { type Segment, textAt } from './segment.ts';

/** FNV-1a over bytes, 32 bits. */
export function hashBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash >>> 0;
}

/** Numbers of texts in the order of their hashes. */
export function orderByHash({ count, bytesAt }: TextSource): Uint32Array {
  const hashes = Uint32Array.from({ length: count }, (_, i) => hashBytes(bytesAt(i)));
  return Uint32Array.from(hashes.keys()).sort((a, b) => hashes[a]! - hashes[b]! || a - b);
}

/** The document with an id; `undefined` when there is none. */
export function documentById(segment: Segment, id: string): number | undefined {
  const { idOrder } = segment;
  const wanted = hashBytes(Buffer.from(id));
  const idAt = (place: number) =>
    textAt(segment, segment.idBytes, segment.idStarts, idOrder.at(place));
  let low = 0;
  let high = idOrder.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hashBytes(Buffer.from(idAt(middle))) < wanted) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < idOrder.length; place += 1) {
    const candidate = idAt(place);
    if (candidate === id) return idOrder.at(place);
    if (hashBytes(Buffer.from(candidate)) !== wanted) return undefined;
  }
  return undefined;
}
