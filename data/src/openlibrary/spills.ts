import type { EntityKind } from './rows/keys.ts';

// The spills between the steps, and what the numbers of their records mean. Unless said otherwise the partition is the
// key modulo the number of partitions, `second` is the place of the row in the input, and what is not named is 0.

/**
 * Every readable row of a dump. key: own number; tag: {@link ROW}; minor: revision; link: target of a redirect, work of
 * an edition; first: time of the last change. Payload: the fields as JSON, or an author's name.
 */
export const rowsOf = (kind: EntityKind) => `${kind}-rows`;
export const ROW = { record: 0, redirect: 1, deletion: 2 } as const;

/** Ratings. key: work; tag: score; first: day. */
export const RATINGS = 'ratings';

/** Redirects and deletions that are the newest row of their key. As rows, without payload. */
export const movesOf = (kind: EntityKind) => `${kind}-moves`;

/** Redirects by their target. key: final target; link: number that was moved away. */
export const aliasesOf = (kind: EntityKind) => `${kind}-aliases`;

/** Newest rows of editions and ratings by their work. key: work; minor: edition or score; first: day of a rating. */
export const PARTS = 'work-parts';
export const PART = { edition: 0, rating: 1 } as const;

/** Newest rows of editions without a work. key: edition. */
export const LONE_EDITIONS = 'lone-editions';

/**
 * Books without names of authors. key: number; tag: {@link DRAFT}; link: 1 when nothing speaks against merging;
 * first: hash of the folded title; second: place of the work's row, or 0. Payload: a `Draft` as JSON.
 */
export const DRAFTS = 'drafts';
export const DRAFT = { work: 0, edition: 2 } as const;

/** Authors that drafts ask for. key: author; tag: the draft's; minor: position; link: the draft's number. */
export const AUTHOR_REQUESTS = 'author-requests';

/**
 * Names that drafts asked for. key: the draft's number; tag: the draft's + 1; minor: position; link: author;
 * first: hash of the folded name, 0 for nobody in particular. Payload: the name.
 */
export const AUTHOR_NAMES = 'author-names';

/**
 * Books with authors. key and minor: hash of title and first author, by which the same work under several keys comes
 * together; link: 1 when it may be merged; first: draft id; second as in {@link DRAFTS}. Payload: the draft's, a line
 * end, `[[author, name], ...]`.
 */
export const CANDIDATES = 'candidates';

/**
 * Finished books. Each partition is sorted by `compareRank`. key and minor: rank; first: draft id;
 * second: hash of the record.
 */
export const RANKED = 'ranked';

/** Rows that were merged or rejected, by place. key: line; tag: 0. Payload: key, fate and reason, tab-separated. */
export const LEFT_OUT = 'left-out';

/** Every written book. key: number; tag: {@link DRAFT}; first: hash of the record. Partition: ranges of numbers. */
export const DIGESTS = 'digests';

/** A draft by one number: works come before editions that stand for a book. */
export function draftId(number: number, tag: number): number {
  return tag === DRAFT.work ? number : number + 2 ** 32;
}

export function parseDraftId(id: number): { readonly number: number; readonly kind: EntityKind } {
  return id < 2 ** 32 ? { number: id, kind: 'work' } : { number: id - 2 ** 32, kind: 'edition' };
}
