import { randomInt } from 'node:crypto';

/** An ISBN-13 with a right check digit that no book of the sample has, as far as chance can tell. */
export function randomIsbn13(): string {
  const digits = `9799${String(randomInt(1e8)).padStart(8, '0')}`;
  const sum = Array.from(digits, Number).reduce(
    (total, digit, i) => total + digit * (i % 2 === 0 ? 1 : 3),
    0,
  );
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
