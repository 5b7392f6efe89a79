import type { Stars } from '@books/domain/stars';

/** What a file's text for a rating comes to; `none` is no rating, which files write as 0. */
export type FileRating =
  | { readonly stars: Stars; readonly note?: string }
  | { readonly none: true }
  | { readonly fault: string };

/** Reads a rating: half stars stay, others are rounded to the nearest half, below 1 becomes 1. */
export function readFileRating(text: string): FileRating {
  const plain = text.trim().replace(',', '.');
  if (plain === '') return { none: true };
  const value = /^\d{1,3}(\.\d{1,20})?$/.test(plain) ? Number(plain) : NaN;
  if (Number.isNaN(value)) return { fault: `the rating ${quoted(text)} is not a number` };
  if (value === 0) return { none: true };
  if (value > 5) return { fault: `the rating ${quoted(text)} is more than 5` };
  const stars = Math.max(1, Math.round(value * 2) / 2);
  return stars === value ? { stars } : { stars, note: `the rating ${plain} became ${stars}` };
}

/** A text of a file in a sentence, not longer than it should be. */
export function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
