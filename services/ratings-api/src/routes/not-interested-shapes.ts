import { NotInterestedScope, type NotInterested } from '@books/domain/not-interested';
import { z } from 'zod';

/** What a reader does not want, as a client says it. */
export const NotInterestedInput = z
  .object({
    scope: NotInterestedScope,
    id: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(300)
      .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must consist of printable characters')
      .meta({
        description: 'Book id; author id or name; name of the series; subject',
        example: 'horror',
      }),
  })
  .meta({ id: 'NotInterestedInput' });

/** What a reader does not want, as a client reads it. */
export const NotInterestedShape = NotInterestedInput.extend({ added_at: z.iso.datetime() }).meta({
  id: 'NotInterested',
});

export function notInterestedShape({
  scope,
  id,
  addedAt,
}: NotInterested): z.infer<typeof NotInterestedShape> {
  return { scope, id, added_at: addedAt.toISOString() };
}
