import { z } from 'zod';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** An IAM policy as templates have it once references are resolved. */
export const PolicyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.enum(['Allow', 'Deny']),
      Action: OneOrMore,
      Resource: OneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), OneOrMore)).default({}),
    }),
  ),
});
