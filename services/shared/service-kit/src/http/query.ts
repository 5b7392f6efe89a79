import { z } from '@hono/zod-openapi';

/**
 * A whole number in a query string or path. Text that is not a plain decimal number is refused, never coerced.
 *
 * @param min smallest value, inclusive
 * @param max largest value, inclusive
 */
export function queryInteger(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .openapi({ type: 'integer', minimum: min, maximum: max });
}

/** How many entries a list gives: 1 to 100. */
export const queryLimit = (fallback: number) =>
  queryInteger(1, 100)
    .optional()
    .transform((limit) => limit ?? fallback)
    .openapi({ type: 'integer', minimum: 1, maximum: 100, default: fallback });

/** The opaque `next_cursor` of the page before. */
export const queryCursor = z.string().min(1).max(1024).optional().openapi({
  description: '`next_cursor` of the page before',
});
