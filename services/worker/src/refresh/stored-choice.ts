import { ALGORITHMS, choiceOfAnyRelease } from '@books/recommender/choice';
import { z } from 'zod';

const numbers = z.record(z.string(), z.number());

/** A tuning's choice as a record holds it, of whatever release. */
export const StoredChoice = z
  .looseObject({
    algorithm: z.enum(ALGORITHMS),
    userCosine: numbers,
    shortUserCosine: numbers.optional(),
    itemRidge: numbers,
  })
  .transform(choiceOfAnyRelease);
