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

/** A decimal number in a query string. */
export function queryNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,9}(\.\d{1,9})?$/, 'must be a number')
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .openapi({ type: 'number', minimum: min, maximum: max });
}

/** A list in a query string: the name repeated, or one value with commas. Absent is `undefined`. */
export function queryList<Item extends z.ZodType<unknown, string>>(item: Item, maxItems: number) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => [value].flat().flatMap((part) => part.split(',')))
    .pipe(z.array(item).min(1).max(maxItems))
    .optional()
    .openapi({ type: 'array', items: entryShape(item), maxItems });
}

/** What a document says of the entries of a list. */
function entryShape(entry: z.ZodType<unknown, string>) {
  const schema = z.toJSONSchema(entry, { io: 'input' });
  // One with a name stands beside the reference to it.
  const [named = schema] = Object.values(schema.$defs ?? {});
  const { enum: choices, minLength, maxLength } = named;
  return {
    type: 'string' as const,
    ...(choices && { enum: choices }),
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
  };
}
