/**
 * A 53-bit hash of a text, for bringing equal texts together and noticing changed ones; not against malice. It is
 * cyrb53 by bryc (public domain): two 32-bit multiplicative hashes, mixed at the end.
 */
export function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  const mixedHigh =
    Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  const mixedLow =
    Math.imul(low ^ (low >>> 16), 2246822507) ^
    Math.imul(mixedHigh ^ (mixedHigh >>> 13), 3266489909);
  return 2 ** 32 * ((2 ** 21 - 1) & mixedLow) + (mixedHigh >>> 0);
}

/** Mixes two numbers below 2^53 into one unsigned number of 32 bits. */
export function mix32(a: number, b: number): number {
  let hash = Math.imul((a >>> 0) ^ Math.floor(a / 2 ** 32), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 15) ^ (b >>> 0), 3266489909);
  hash = Math.imul(hash ^ (hash >>> 13) ^ Math.floor(b / 2 ** 32), 668265263);
  return (hash ^ (hash >>> 16)) >>> 0;
}
