import { BookId, UserId } from '@books/domain/ids';
import { Stars } from '@books/domain/stars';
import { z } from 'zod';
import { NotInterestedShape } from '../routes/not-interested-shapes.ts';

/** A rating as our JSON export has it: with what tells the book elsewhere. */
export const ExportedRating = z
  .object({
    book_id: BookId,
    title: z.string(),
    authors: z.array(z.string()),
    isbn_13: z.array(z.string()),
    rating: Stars,
    timestamp: z.iso.datetime(),
  })
  .meta({ id: 'ExportedRating' });
export type ExportedRating = z.infer<typeof ExportedRating>;

/** Everything that a reader has given us. */
export const ReaderExport = z
  .object({
    format: z.literal('eventually-find-your-books/reader'),
    version: z.literal(1),
    user_id: UserId,
    exported_at: z.iso.datetime(),
    not_interested: z.array(NotInterestedShape),
    ratings: z.array(ExportedRating),
  })
  .meta({ id: 'ReaderExport' });
