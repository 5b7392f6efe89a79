import { z } from 'zod';

export const NotInterestedScope = z.enum(['book', 'author', 'series', 'subject']).meta({
  id: 'NotInterestedScope',
  description: 'What the reader does not want: one book, or all that share something',
});
export type NotInterestedScope = z.infer<typeof NotInterestedScope>;

/** Something a reader does not want to be recommended. */
export type NotInterested = {
  readonly scope: NotInterestedScope;
  /** Book id; author id or name; name of the series; subject. Names are compared folded. */
  readonly id: string;
  readonly addedAt: Date;
};
