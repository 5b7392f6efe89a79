import { array, assert, constant, oneof, property, record, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IndexDocument } from './index-document.ts';
import type { IndexQuery } from './index-query.ts';
import { SearchIndex } from './search-index.ts';
import { aCatalogue, aQuery, aRandomDocument, aWord } from './testing/arbitraries.ts';
import { anIndex } from './testing/documents.ts';
import { matchingIds } from './testing/oracle.ts';

const PLAIN = { filters: {}, sort: 'relevance', facets: [], limit: 100, offset: 0 } as const;
const RUNS = { numRuns: 100 };

function found(index: SearchIndex, query: Partial<IndexQuery>) {
  const { hits, ...answer } = index.search({ ...PLAIN, ...query });
  return { ...answer, ids: hits.map(({ document }) => document.id) };
}

describe('an index of any small catalogue', () => {
  test('finds what looking at every document finds', () => {
    assert(
      property(aCatalogue, aQuery, (documents, text) => {
        const expected = matchingIds(documents, text);
        const { ids, total, dropped } = found(anIndex(documents), { text });
        expect(total).toBe(ids.length);
        expect(new Set(ids).size).toBe(ids.length);
        const hasGivenUp = total === 0 || dropped !== undefined;
        expect(expected === undefined ? hasGivenUp : new Set(ids)).toEqual(expected ?? true);
      }),
      { numRuns: 400 },
    );
  });

  test('filters, counts and sorts as looking at every document does', () => {
    const filters = record(
      { language: constant('en'), minYear: constant(1991), minRating: constant(3.5) },
      { requiredKeys: [] },
    );
    assert(
      property(aCatalogue, aWord, filters, (documents, text, filters) => {
        const matching = matchingIds(documents, text) ?? new Set();
        const matches = documents.filter(({ id }) => matching.has(id));
        const inYear = ({ year }: IndexDocument) =>
          filters.minYear === undefined || (year !== undefined && year >= filters.minYear);
        const rated = ({ rating }: IndexDocument) =>
          filters.minRating === undefined || (rating !== undefined && rating >= filters.minRating);
        const inLanguage = ({ language }: IndexDocument) =>
          filters.language === undefined || language === filters.language;

        const { ids, total, facets } = found(anIndex(documents), {
          text,
          filters,
          facets: ['language'],
          sort: 'newest',
        });
        const left = matches.filter((book) => inYear(book) && rated(book) && inLanguage(book));
        expect(new Set(ids)).toEqual(new Set(left.map(({ id }) => id)));
        expect(total).toBe(left.length);
        const years = ids.map((id) => documents.find((book) => book.id === id)!.year ?? -9999);
        expect(years).toEqual(years.toSorted((a, b) => b - a));
        for (const value of ['en', 'pl']) {
          const count = matches.filter(
            (book) => book.language === value && inYear(book) && rated(book),
          ).length;
          const entry = facets.language?.find((facet) => facet.value === value);
          expect(entry?.count ?? 0).toBe(count);
        }
      }),
      RUNS,
    );
  });

  test('pages without gaps or repeats', () => {
    assert(
      property(aCatalogue, aWord, (documents, text) => {
        const index = anIndex(documents);
        const { ids, total } = found(index, { text });
        const paged = Array.from({ length: Math.ceil(total / 2) }, (_, page) =>
          found(index, { text, limit: 2, offset: 2 * page }),
        ).flatMap((page) => page.ids);
        expect(paged).toEqual(ids);
      }),
      RUNS,
    );
  });
});

describe('an index after any sequence of changes', () => {
  const change = oneof(
    record({ kind: constant('upsert' as const), document: aRandomDocument }),
    record({ kind: constant('remove' as const), document: aRandomDocument }),
    record({ kind: constant('rate' as const), document: aRandomDocument }),
  );

  function changed(documents: readonly IndexDocument[], index: SearchIndex, changes: Change[]) {
    const byId = new Map(documents.map((document) => [document.id, document]));
    for (const { kind, document } of changes) {
      const { id, rating, ratingsCount, popularity } = document;
      if (kind === 'upsert') {
        index.upsert(document);
        byId.set(id, document);
      } else if (kind === 'remove') {
        index.remove(id);
        byId.delete(id);
      } else {
        index.updateRatings(id, { rating, ratingsCount, popularity });
        const known = byId.get(id);
        if (known !== undefined) byId.set(id, { ...known, rating, ratingsCount, popularity });
      }
    }
    return [...byId.values()];
  }
  type Change = { kind: 'upsert' | 'remove' | 'rate'; document: IndexDocument };

  /** All that can be asked, with matches as sets: their order depends on statistics of the segments. */
  function answersOf(index: SearchIndex, text: string) {
    const facets = ['language', 'subject', 'year'] as const;
    const { ids, total } = found(index, { text });
    const filtered = found(index, { filters: { minRating: 3 }, facets, sort: 'rating' });
    return {
      size: index.size,
      ids: new Set(ids),
      total,
      filtered: { ...filtered, ids: filtered.ids },
      titles: index.titlesByPrefix(text, 50),
      authors: index.authorsByPrefix(text, 50),
    };
  }

  test('answers as one built from what the changes led to', () => {
    assert(
      property(aCatalogue, array(change, { maxLength: 30 }), aQuery, (documents, changes, text) => {
        const index = anIndex(documents);
        const after = changed(documents, index, changes);
        // Words given up are those of the best match, and which is best depends on statistics.
        if (matchingIds(after, text) === undefined) return;
        expect(answersOf(index, text)).toEqual(answersOf(anIndex(after), text));
      }),
      RUNS,
    );
  });

  test('ranks, once merged, as one built from what the changes led to', () => {
    assert(
      property(aCatalogue, array(change, { maxLength: 30 }), aQuery, (documents, changes, text) => {
        const index = anIndex(documents);
        const after = changed(documents, index, changes);
        index.rebase(index.merged());
        expect(index.deltaSize).toBe(0);
        expect(found(index, { text })).toEqual(found(anIndex(after), { text }));
      }),
      RUNS,
    );
  });

  test('gives back every document as it was taken in', () => {
    assert(
      property(tuple(aCatalogue, array(change, { maxLength: 10 })), ([documents, changes]) => {
        const index = anIndex(documents);
        for (const document of changed(documents, index, changes)) {
          const given = index.find(document.id)!;
          expect({ ...given, subjects: given.subjects.toSorted() }).toEqual({
            ...document,
            subjects: [...new Set(document.subjects)].toSorted(),
          });
        }
      }),
      RUNS,
    );
  });
});
