import type { Draft } from '../draft.ts';
import { bookLine, type BookAuthor, type FinishedDraft, mergeDrafts } from '../finished-book.ts';
import { hash53 } from '../hash.ts';
import { formatKey } from '../rows/keys.ts';
import { areDifferentVolumes, identityKey } from '../same-work.ts';
import type { Partition } from '../spill/partition.ts';
import type { SpillRecord } from '../spill/record.ts';
import { CANDIDATES, parseDraftId, RANKED } from '../spills.ts';
import type { BookFilter } from '../threads/messages.ts';
import type { StepContext } from '../threads/step-context.ts';
import { ACCOUNT } from './row-accounts.ts';
import { formatRanked, noteWritten, rankOf } from './ranked-books.ts';

type Ranked = { readonly record: SpillRecord; readonly payload: string };

/** Merges the same work under several keys, leaves out what the filters do not let pass, and ranks what remains. */
export function mergeDuplicates(context: StepContext, partition: number): number {
  const candidates = context.partition(CANDIDATES, partition);
  const ranked: Ranked[] = [];
  for (let from = 0; from < candidates.count;) {
    const to = endOfGroup(candidates, from);
    for (const book of distinctWorks(context, candidates, from, to)) {
      const reason = reasonToFilter(book.draft, context.settings.filter);
      if (reason === undefined) ranked.push(rank(context, book));
      else noteWritten(context.ledger, { rows: book.draft.rows, stars: book.draft.stars }, reason);
    }
    from = to;
  }
  ranked.sort((a, b) => compareRank(a.record, b.record));
  for (const { record, payload } of ranked) context.putInto(RANKED, partition, record, payload);
  return candidates.count;
}

/** Better ranked books first; a total order. */
export function compareRank(
  a: Pick<SpillRecord, 'key' | 'minor' | 'first'>,
  b: Pick<SpillRecord, 'key' | 'minor' | 'first'>,
): number {
  return a.key - b.key || a.minor - b.minor || a.first - b.first;
}

/** Candidates of one hash stand together; one that may not be merged stands alone. */
function endOfGroup(candidates: Partition, from: number): number {
  let to = from + 1;
  if (candidates.link(from) === 0) return to;
  while (
    to < candidates.count &&
    candidates.link(to) === 1 &&
    candidates.key(to) === candidates.key(from) &&
    candidates.minor(to) === candidates.minor(from)
  ) {
    to += 1;
  }
  return to;
}

/** The works of a group, each with its duplicates merged into the one with the lowest number. */
function distinctWorks(
  context: StepContext,
  candidates: Partition,
  from: number,
  to: number,
): FinishedDraft[] {
  const works: { key: string; book: FinishedDraft; duplicates: FinishedDraft[] }[] = [];
  for (let i = from; i < to; i += 1) {
    const book = readCandidate(candidates, i);
    const { title, series } = book.draft;
    // A group of one needs no comparing.
    const key =
      to - from === 1
        ? ''
        : identityKey({ title, series, author: book.authors[0]?.author_name ?? '' });
    const same = works.find(
      (work) => work.key === key && !areDifferentVolumes(work.book.draft.series, series),
    );
    if (same === undefined) works.push({ key, book, duplicates: [] });
    else {
      same.duplicates.push(book);
      noteDuplicate(context, book);
    }
  }
  return works.map(({ book, duplicates }) => mergeDrafts(book, duplicates));
}

function noteDuplicate(context: StepContext, { id, place, draft }: FinishedDraft): void {
  const { number, kind } = parseDraftId(id);
  context.ledger.found('duplicate merged');
  // The row of a work; a book made from editions only has none, and its editions go on with the other's.
  if (draft.rows.works === 0) return;
  context.leaveOut({
    kind: ACCOUNT[kind],
    key: formatKey(kind, number),
    place,
    fate: 'merged',
    reason: 'same work under another key',
  });
}

function readCandidate(candidates: Partition, i: number): FinishedDraft {
  const [draft = '', names = ''] = candidates.text(i).split('\n');
  // Written by assemble-books and attach-names.
  const authors = JSON.parse(names) as [number, string][];
  return {
    id: candidates.first(i),
    place: candidates.second(i),
    draft: JSON.parse(draft) as Draft,
    authors: authors.map(([number, author_name]): BookAuthor => ({
      author_id: `ol:OL${number}A`,
      author_name,
    })),
  };
}

function reasonToFilter(draft: Draft, filter: BookFilter): string | undefined {
  if (filter.language !== undefined && draft.language !== filter.language) {
    return 'filtered: language';
  }
  const ratings = draft.stars.reduce((sum, count) => sum + count, 0);
  if (filter.minRatings !== undefined && ratings < filter.minRatings) return 'filtered: ratings';
  return undefined;
}

function rank(context: StepContext, book: FinishedDraft): Ranked {
  const { draft } = book;
  const json = bookLine(book, context.settings);
  return {
    record: { ...rankOf(draft), tag: 0, link: 0, first: book.id, second: hash53(json) },
    payload: formatRanked({
      rows: draft.rows,
      stars: draft.stars,
      aliases: draft.aliases,
      json,
    }),
  };
}
