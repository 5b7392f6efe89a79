import { bestOf } from './best.ts';
import { idOf, isbnsByDocument, readDocument, titleOf } from './document-reader.ts';
import { foldedKey, foldedWords } from './fold.ts';
import { documentById } from './id-order.ts';
import type { IndexDocument, RatingFigures } from './index-document.ts';
import { LiveSegment } from './live-segment.ts';
import { NameTallies } from './name-tallies.ts';
import type { IndexQuery } from './index-query.ts';
import { type IndexAnswer, searchSegments } from './search.ts';
import { SegmentBuilder, thousandths } from './segment-builder.ts';
import type { Segment } from './segment.ts';
import { NO_SYNONYMS, type Synonyms } from './synonyms.ts';
import { titlesBeginningWith } from './title-order.ts';

/** Deltas are merged as they grow, but only up to this many documents, so that a change never takes long. */
const MAX_DELTA_DOCUMENTS = 1000;
/** A delta is merged with the one after it when it is not more than so many times larger. */
const DELTA_GROWTH = 4;

type Part = { readonly live: LiveSegment; readonly names: NameTallies };

/**
 * A searchable catalogue: a base segment, and small ones (deltas) for what was added or changed since. A changed
 * document is buried where it was and lives on in a delta.
 */
export class SearchIndex {
  readonly #synonyms: Synonyms;
  #meanTitleLength: number;
  #parts: readonly Part[];

  constructor(base: Segment, { synonyms = NO_SYNONYMS }: { readonly synonyms?: Synonyms } = {}) {
    this.#synonyms = synonyms;
    this.#meanTitleLength = meanTitleLength(base);
    this.#parts = [this.#partOf(base)];
  }

  /** Documents that can be found. */
  get size(): number {
    return this.#parts.reduce((sum, { live }) => sum + live.liveCount, 0);
  }

  /** Documents that were added or changed since the base was built. */
  get deltaSize(): number {
    return this.size - this.#parts[0]!.live.liveCount;
  }

  search(query: IndexQuery): IndexAnswer {
    return searchSegments(
      this.#parts.map(({ live }) => live),
      query,
      this.#synonyms,
    );
  }

  /** Titles that begin with `prefix`, a leading article left out or not, most popular first. */
  titlesByPrefix(
    prefix: string,
    limit: number,
  ): { readonly id: string; readonly title: string; readonly popularity: number }[] {
    const words = foldedWords(prefix);
    if (words.length === 0) return [];
    return this.#parts
      .flatMap(({ live }) => titlesOf(live, words, limit))
      .sort((a, b) => b.popularity - a.popularity || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  /** Authors one of whose names begins with `prefix`, by the readers of all their books. */
  authorsByPrefix(
    prefix: string,
    limit: number,
  ): { readonly name: string; readonly popularity: number }[] {
    const words = foldedWords(prefix);
    if (words.length === 0) return [];
    const byKey = new Map<string, { name: string; popularity: number }>();
    for (const { names } of this.#parts) {
      for (const author of names.beginningWith(words, limit)) {
        const key = foldedKey(author.name);
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, { ...author });
        else known.popularity += author.popularity;
      }
    }
    return [...byKey.values()]
      .sort((a, b) => b.popularity - a.popularity || (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  }

  find(id: string): IndexDocument | undefined {
    const place = this.#locate(id);
    return place === undefined ? undefined : readDocument(place.part.live.segment, place.document);
  }

  /** Adds a document or replaces the one with its id. */
  upsert(document: IndexDocument): void {
    this.#bury(document.id);
    const documents = [document];
    const parts = [...this.#parts];
    while (parts.length > 1 && isToBeMerged(parts.at(-1)!.live.liveCount, documents.length)) {
      documents.push(...documentsOf(parts.pop()!.live));
    }
    this.#parts = [...parts, this.#partOf(segmentOf(documents))];
  }

  /** Takes a document out; nothing happens when there is none with this id. */
  remove(id: string): void {
    this.#bury(id);
  }

  /** Writes new rating figures in place; nothing happens when no document has this id. */
  updateRatings(id: string, figures: RatingFigures): void {
    const place = this.#locate(id);
    if (place === undefined) return;
    const { part, document } = place;
    const { ratings, ratingCounts, popularities } = part.live.segment;
    part.names.count(document, 0, figures.popularity - popularities[document]!);
    ratings[document] = thousandths(figures.rating);
    ratingCounts[document] = figures.ratingsCount;
    popularities[document] = figures.popularity;
  }

  /** All documents as one new segment, for a snapshot or for {@link SearchIndex.rebase}. */
  merged(): Segment {
    const builder = new SegmentBuilder();
    for (const { live } of this.#parts) {
      for (const document of documentsOf(live)) builder.add(document);
    }
    return builder.finish();
  }

  /** Puts one segment in the place of all. Queries that are under way end on the old ones. */
  rebase(base: Segment): void {
    this.#meanTitleLength = meanTitleLength(base);
    this.#parts = [this.#partOf(base)];
  }

  #partOf(segment: Segment): Part {
    const live = new LiveSegment(segment, this.#meanTitleLength);
    return { live, names: new NameTallies(live) };
  }

  #locate(id: string): { readonly part: Part; readonly document: number } | undefined {
    for (const part of this.#parts) {
      const document = documentById(part.live.segment, id);
      if (document !== undefined && part.live.isLive(document)) return { part, document };
    }
    return undefined;
  }

  #bury(id: string): void {
    const place = this.#locate(id);
    if (place === undefined) return;
    const { part, document } = place;
    part.live.bury(document);
    part.names.count(document, -1, -part.live.segment.popularities[document]!);
  }
}

function isToBeMerged(deltaSize: number, newSize: number): boolean {
  return deltaSize <= newSize * DELTA_GROWTH && deltaSize + newSize <= MAX_DELTA_DOCUMENTS;
}

function segmentOf(documents: Iterable<IndexDocument>): Segment {
  const builder = new SegmentBuilder();
  for (const document of documents) builder.add(document);
  return builder.finish();
}

function* documentsOf(live: LiveSegment): Iterable<IndexDocument> {
  const isbns = isbnsByDocument(live.segment);
  for (let document = 0; document < live.segment.documentCount; document += 1) {
    if (!live.isLive(document)) continue;
    yield readDocument(live.segment, document, isbns.get(document) ?? []);
  }
}

/** What most books have, for an index that begins empty. */
const USUAL_TITLE_LENGTH = 5;

/** In words. */
function meanTitleLength({ documentCount, titleLengths }: Segment): number {
  if (documentCount === 0) return USUAL_TITLE_LENGTH;
  return titleLengths.reduce((sum, length) => sum + length, 0) / documentCount;
}

function titlesOf(live: LiveSegment, words: readonly string[], limit: number) {
  const { segment } = live;
  const { titleOrder, popularities } = segment;
  const { from, to } = titlesBeginningWith(segment, words);
  const documentAt = (i: number) => titleOrder.at(from + i) >>> 1;
  // Twice as many, since a title may be found with and without its article.
  const best = bestOf(to - from, 2 * limit, (a, b) => {
    const first = documentAt(a);
    const second = documentAt(b);
    if (live.isLive(first) !== live.isLive(second)) return live.isLive(first);
    const difference = popularities[first]! - popularities[second]!;
    if (difference !== 0) return difference > 0;
    return first === second ? a < b : first < second;
  });
  return [...new Set(best.map(documentAt))]
    .filter((document) => live.isLive(document))
    .slice(0, limit)
    .map((document) => ({
      id: idOf(segment, document),
      title: titleOf(segment, document),
      popularity: popularities[document]!,
    }));
}
