import { foldTitle } from '../../clean/fold.ts';
import { authorsOf, describeWork, type Draft, type GatheredWork } from '../draft.ts';
import { hash53 } from '../hash.ts';
import { catalogueId, formatKey } from '../rows/keys.ts';
import { dayOfModified } from '../rows/dump-line.ts';
import { unpackEdition, unpackWork } from '../rows/packed-fields.ts';
import { isMergeableTitle } from '../same-work.ts';
import type { Partition } from '../spill/partition.ts';
import {
  aliasesOf,
  AUTHOR_REQUESTS,
  DRAFT,
  DRAFTS,
  LONE_EDITIONS,
  PART,
  PARTS,
  ROW,
  rowsOf,
} from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';
import { leaveOutOlder, newestRow } from './newest-row.ts';
import { settleAlias } from './route-aliases.ts';
import { ACCOUNT, RATING_ROWS } from './row-accounts.ts';

/** Brings every work together with its editions, ratings and the redirects to it. */
export function assembleBooks(context: StepContext, partition: number): number {
  const rows = context.partition(rowsOf('work'), partition);
  const parts = context.partition(PARTS, partition);
  const aliases = context.partition(aliasesOf('work'), partition);
  let row = 0;
  let part = 0;
  let alias = 0;
  while (row < rows.count || part < parts.count || alias < aliases.count) {
    const number = Math.min(
      row < rows.count ? rows.key(row) : Infinity,
      part < parts.count ? parts.key(part) : Infinity,
      alias < aliases.count ? aliases.key(alias) : Infinity,
    );
    const ofWork = {
      rows: { from: row, to: endOf(rows, row, number) },
      parts: { from: part, to: endOf(parts, part, number) },
      aliases: { from: alias, to: endOf(aliases, alias, number) },
    };
    assembleWork(context, number, { rows, parts, aliases }, ofWork);
    row = ofWork.rows.to;
    part = ofWork.parts.to;
    alias = ofWork.aliases.to;
  }
  return rows.count + parts.count + aliases.count + assembleLoneEditions(context, partition);
}

type Range = { readonly from: number; readonly to: number };
type Sources<Of> = { readonly rows: Of; readonly parts: Of; readonly aliases: Of };

function endOf(records: Partition, from: number, key: number): number {
  return from < records.count && records.key(from) === key ? records.endOfKey(from) : from;
}

function assembleWork(
  context: StepContext,
  number: number,
  { rows, parts, aliases }: Sources<Partition>,
  ranges: Sources<Range>,
): void {
  const newest = newestRecord(context, rows, ranges.rows);
  const work = newest === undefined ? undefined : unpackWork(rows.text(newest));
  const firstRating = endOfEditions(parts, ranges.parts);
  const editions = [];
  for (let i = ranges.parts.from; i < firstRating; i += 1) {
    editions.push(unpackEdition(parts.text(i)));
  }
  const described = describeWork({ work, editions }, (finding) => context.ledger.found(finding));
  for (let i = ranges.aliases.from; i < ranges.aliases.to; i += 1) {
    const place = { number: aliases.link(i), place: aliases.second(i) };
    settleAlias(context, 'work', place, described !== undefined);
  }
  if (described === undefined) {
    if (newest !== undefined) rejectWork(context, number, rows.second(newest));
    const hasRows = newest !== undefined || editions.length > 0;
    rejectParts(context, number, parts, ranges.parts, hasRows ? 'no title' : 'no such work');
    return;
  }
  const stars = [0, 0, 0, 0, 0];
  for (let i = firstRating; i < ranges.parts.to; i += 1) stars[parts.minor(i) - 1]! += 1;
  const aliasIds: string[] = [];
  for (let i = ranges.aliases.from; i < ranges.aliases.to; i += 1) {
    aliasIds.push(catalogueId('work', aliases.link(i)));
  }
  const hasRow = newest !== undefined;
  if (!hasRow) context.ledger.found('work made from its editions');
  else if (editions.length === 0) context.ledger.found('work without editions');
  putDraft(context, { work, editions }, newest === undefined ? 0 : rows.second(newest), {
    number,
    tag: DRAFT.work,
    draft: {
      ...described,
      stars,
      rows: {
        works: hasRow ? 1 : 0,
        joined: hasRow ? editions.length : 0,
        ofMissingWork: hasRow ? 0 : editions.length,
        lone: 0,
      },
      aliases: aliasIds,
      asOf: newest === undefined ? '' : (dayOfModified(rows.first(newest)) ?? ''),
    },
  });
}

/** The newest row of a work, unless it was moved away or deleted. */
function newestRecord(context: StepContext, rows: Partition, range: Range): number | undefined {
  if (range.from === range.to) return undefined;
  const newest = newestRow(rows, range.from, range.to);
  leaveOutOlder(context, 'work', rows, { ...range, newest });
  return rows.tag(newest) === ROW.record ? newest : undefined;
}

function endOfEditions(parts: Partition, { from, to }: Range): number {
  let i = from;
  while (i < to && parts.tag(i) === PART.edition) i += 1;
  return i;
}

function rejectWork(context: StepContext, number: number, place: number): void {
  const row = { kind: ACCOUNT.work, key: formatKey('work', number), place } as const;
  context.leaveOut({ ...row, fate: 'rejected', reason: 'no title' });
}

function rejectParts(
  context: StepContext,
  work: number,
  parts: Partition,
  { from, to }: Range,
  reason: 'no title' | 'no such work',
): void {
  for (let i = from; i < to; i += 1) {
    const isEdition = parts.tag(i) === PART.edition;
    context.leaveOut({
      kind: isEdition ? ACCOUNT.edition : RATING_ROWS,
      key: isEdition ? formatKey('edition', parts.minor(i)) : formatKey('work', work),
      place: parts.second(i),
      fate: 'rejected',
      reason: isEdition || reason === 'no such work' ? reason : 'its work has no title',
    });
  }
}

function assembleLoneEditions(context: StepContext, partition: number): number {
  const lone = context.partition(LONE_EDITIONS, partition);
  for (let i = 0; i < lone.count; i += 1) {
    const edition = unpackEdition(lone.text(i));
    const gathered: GatheredWork = { work: undefined, editions: [edition] };
    const described = describeWork(gathered, () => {});
    if (described === undefined) {
      context.leaveOut({
        kind: ACCOUNT.edition,
        key: formatKey('edition', lone.key(i)),
        place: lone.second(i),
        fate: 'rejected',
        reason: 'no title',
      });
      continue;
    }
    putDraft(context, gathered, lone.second(i), {
      number: lone.key(i),
      tag: DRAFT.edition,
      draft: {
        ...described,
        stars: [0, 0, 0, 0, 0],
        rows: { works: 0, joined: 0, ofMissingWork: 0, lone: 1 },
        aliases: [],
        asOf: '',
      },
    });
  }
  return lone.count;
}

function putDraft(
  context: StepContext,
  gathered: GatheredWork,
  place: number,
  { number, tag, draft }: { readonly number: number; readonly tag: number; readonly draft: Draft },
): void {
  const authors = authorsOf(gathered, (finding) => context.ledger.found(finding));
  let position = 0;
  for (const stated of authors) {
    const author = context.resolve('author', stated);
    if (author === 0) {
      context.ledger.found('author deleted');
      continue;
    }
    context.put(AUTHOR_REQUESTS, {
      key: author,
      tag,
      minor: position,
      link: number,
      first: 0,
      second: 0,
    });
    position += 1;
  }
  const titleKey = foldTitle(draft.title);
  context.put(
    DRAFTS,
    {
      key: number,
      tag,
      minor: 0,
      link: isMergeableTitle(titleKey) ? 1 : 0,
      first: hash53(titleKey),
      second: place,
    },
    JSON.stringify(draft),
  );
}
