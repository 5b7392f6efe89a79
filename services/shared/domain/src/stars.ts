import { z } from 'zod';

/** What a reader gives a book: 1 to 5 in steps of 0.5. */
export const Stars = z
  .number()
  .min(1, 'must be at least 1')
  .max(5, 'must be at most 5')
  .multipleOf(0.5, 'must be a multiple of 0.5')
  .meta({ id: 'Stars', description: '1 to 5 in steps of 0.5', example: 4.5 });
export type Stars = z.infer<typeof Stars>;
