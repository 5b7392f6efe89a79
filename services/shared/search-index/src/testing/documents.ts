import type { IndexDocument } from '../index-document.ts';
import { SearchIndex } from '../search-index.ts';
import { SegmentBuilder } from '../segment-builder.ts';
import type { Segment } from '../segment.ts';
import type { Synonyms } from '../synonyms.ts';

/** A complete document; a test states only what it is about. Its id is its title unless given. */
export function aDocument(facts: Partial<IndexDocument> = {}): IndexDocument {
  return {
    id: facts.title ?? 'untitled',
    title: 'Untitled',
    authors: [],
    subjects: [],
    series: '',
    year: undefined,
    language: undefined,
    isbn13s: [],
    rating: undefined,
    ratingsCount: 0,
    popularity: 0,
    source: undefined,
    ...facts,
  };
}

export function aSegment(documents: Iterable<IndexDocument>): Segment {
  const builder = new SegmentBuilder();
  for (const document of documents) builder.add(document);
  return builder.finish();
}

export function anIndex(
  documents: Iterable<IndexDocument>,
  options: { readonly synonyms?: Synonyms } = {},
): SearchIndex {
  return new SearchIndex(aSegment(documents), options);
}

/** Ids of all matches of a text, best first. */
export function idsFor(index: SearchIndex, text: string): string[] {
  const query = {
    text,
    filters: {},
    sort: 'relevance',
    facets: [],
    limit: 100,
    offset: 0,
  } as const;
  return index.search(query).hits.map(({ document }) => document.id);
}
