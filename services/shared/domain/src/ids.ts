import { z } from 'zod';

/** A book's id: letters, digits and `. _ : -`, at most 64, never the word `batch` (which is a path of the API). */
export const BookId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
    'must be 1 to 64 letters, digits, ".", "_", ":" or "-"',
  )
  .refine((id) => id !== 'batch', 'must not be the reserved word "batch"')
  .brand('BookId')
  .meta({ id: 'BookId', description: 'Id of a book', example: 'gb:1' });
export type BookId = z.infer<typeof BookId>;

// Printable: no control, format, surrogate, private-use or unassigned character, and no separator but the blank.
const PRINTABLE = String.raw`^(?:[^\p{C}\p{Z}]| )+$`;
const isPrintable = new RegExp(PRINTABLE, 'u');

/** A reader's id: 1 to 128 printable characters, compared as they are. */
export const UserId = z
  .string()
  .min(1, 'must not be empty')
  .max(128, 'must have at most 128 characters')
  .refine((id) => isPrintable.test(id), 'must consist of printable characters')
  .brand('UserId')
  .meta({ id: 'UserId', description: 'Id of a reader', example: 'ann', pattern: PRINTABLE });
export type UserId = z.infer<typeof UserId>;
