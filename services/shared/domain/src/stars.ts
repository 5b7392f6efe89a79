import { z } from 'zod';

/** The nine scores a reader can give, 1 to 5 in half stars. Index n is n half stars above one star. */
export const STAR_STEPS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

/** What a reader gives a book: 1 to 5 in steps of 0.5. */
export const Stars = z
  .number()
  .min(1, 'must be at least 1')
  .max(5, 'must be at most 5')
  .multipleOf(0.5, 'must be a multiple of 0.5')
  .meta({ id: 'Stars', description: '1 to 5 in steps of 0.5', example: 4.5 });
export type Stars = z.infer<typeof Stars>;

/** Position of a score in {@link STAR_STEPS} and in every histogram, 0 to 8. */
export function starStep(stars: Stars): number {
  return Math.round(stars * 2) - 2;
}
