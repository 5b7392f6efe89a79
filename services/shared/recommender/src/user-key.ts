/**
 * A reader's id as a whole number of 53 bits, so that a matrix of millions of readers carries 8 bytes each and
 * no names. Two readers may share a key (about one chance in 700 among five million): the key is for leaving a
 * reader's own row out, never for finding out who somebody is.
 */
export function userKey(userId: string): number {
  let low = 0x243f6a88;
  let high = 0x13198a2e;
  for (let i = 0; i < userId.length; i += 1) {
    const unit = userId.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x2c1b3c6d);
    low ^= low >>> 15;
    high = Math.imul(high ^ unit, 0x297a2d39);
    high ^= high >>> 13;
  }
  low = scramble(low ^ Math.imul(high, 0x2545f491));
  high = scramble(high ^ low);
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

/** Spreads every bit of a 32-bit number over all others; no two numbers give the same. */
function scramble(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
