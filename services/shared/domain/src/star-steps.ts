/** The nine scores a reader can give, 1 to 5 in half stars. Index n is n half stars above one star. */
export const STAR_STEPS = [1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5] as const;

/** Position of a score in {@link STAR_STEPS} and in every histogram, 0 to 8. */
export function starStep(stars: number): number {
  return Math.round(stars * 2) - 2;
}
