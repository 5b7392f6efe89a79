import type { SourceRating } from '@books/domain/book';
import type { RatingStats } from '@books/domain/rating-stats';
import { popularityCount, shownRating } from '@books/domain/shown-rating';
import type { IndexDocument, RatingFigures } from '@books/search-index/index-document';
import type { IndexedBook } from './search-engine.ts';
import { isbn13sOf } from './search-entry.ts';

/** A book as the columnar index takes it. */
export function indexDocument({ book, stats }: IndexedBook): IndexDocument {
  return {
    id: book.book_id,
    title: book.title,
    authors: book.authors.map((author) => author.author_name),
    subjects: book.subjects,
    series: `${book.series?.name ?? ''} ${book.series?.volume ?? ''}`.trim(),
    year: book.publication_year,
    language: book.language,
    isbn13s: isbn13sOf({ book, stats }),
    source: book.source_rating,
    ...ratingFigures(stats, book.source_rating),
  };
}

export function ratingFigures(stats: RatingStats, source: SourceRating | undefined): RatingFigures {
  const shown = shownRating(stats, source);
  return {
    rating: shown.average ?? undefined,
    ratingsCount: shown.count,
    popularity: popularityCount(stats, source),
  };
}
