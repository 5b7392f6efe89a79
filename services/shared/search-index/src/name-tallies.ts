import { bestOf } from './best.ts';
import { textAt } from './segment.ts';
import type { LiveSegment } from './live-segment.ts';
import { authorAt, namesBeginningWith } from './title-order.ts';

/** How many books each author of a segment has, and how many readers those have in all. Kept beside the segment. */
export class NameTallies {
  readonly #live: LiveSegment;
  readonly #books: Uint32Array;
  readonly #popularities: Float64Array;

  constructor(live: LiveSegment) {
    const { authorStarts, documentCount, popularities, nameStarts } = live.segment;
    this.#live = live;
    this.#books = new Uint32Array(nameStarts.length - 1);
    this.#popularities = new Float64Array(nameStarts.length - 1);
    for (let document = 0; document < documentCount; document += 1) {
      if (authorStarts.at(document) !== authorStarts.at(document + 1)) {
        this.count(document, 1, popularities[document]!);
      }
    }
  }

  /** Adds so many books and readers to the authors of a document. */
  count(document: number, books: -1 | 0 | 1, readers: number): void {
    const { authors, authorStarts } = this.#live.segment;
    const end = authorStarts.at(document + 1);
    for (let at = authorStarts.at(document); at < end; at += 1) {
      this.#books[authors.at(at)]! += books;
      this.#popularities[authors.at(at)]! += readers;
    }
  }

  /** Authors one of whose names begins with these words, the best known first. */
  beginningWith(words: readonly string[], limit: number): { name: string; popularity: number }[] {
    const { segment } = this.#live;
    const { from, to } = namesBeginningWith(segment, words);
    const found = new Set<number>();
    for (let place = from; place < to; place += 1) {
      const author = authorAt(segment.nameStarts, segment.nameOrder.at(place));
      if (this.#books[author]! > 0) found.add(author);
    }
    const authors = [...found];
    const known = (i: number) => this.#popularities[authors[i]!]!;
    return bestOf(authors.length, limit, (a, b) =>
      known(a) === known(b) ? a < b : known(a) > known(b),
    ).map((i) => ({
      name: textAt(segment, segment.authorBytes, segment.authorByteStarts, authors[i]!),
      popularity: known(i),
    }));
  }
}
