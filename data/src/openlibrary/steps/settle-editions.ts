import { formatKey } from '../rows/keys.ts';
import { aliasesOf, LONE_EDITIONS, PART, PARTS, RATINGS, ROW } from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';
import { forNewestRows } from './newest-row.ts';
import { settleAlias } from './route-aliases.ts';
import { ACCOUNT, RATING_ROWS } from './row-accounts.ts';

/** Sends the newest row of every edition, and every rating, to the work that it belongs to in the end. */
export function settleEditions(context: StepContext, partition: number): number {
  const known = new Set<number>();
  const editions = forNewestRows(context, 'edition', partition, (rows, i) => {
    if (rows.tag(i) !== ROW.record) return;
    const edition = rows.key(i);
    known.add(edition);
    const place = rows.second(i);
    const stated = rows.link(i);
    const record = { tag: 0, link: 0, first: 0, second: place };
    if (stated === 0) {
      context.put(LONE_EDITIONS, { ...record, key: edition, minor: 0 }, rows.payload(i));
      return;
    }
    const work = context.resolve('work', stated);
    if (work === 0) {
      context.leaveOut({
        kind: ACCOUNT.edition,
        key: formatKey('edition', edition),
        place,
        fate: 'rejected',
        reason: 'its work was deleted',
      });
      return;
    }
    context.put(
      PARTS,
      { ...record, key: work, tag: PART.edition, minor: edition },
      rows.payload(i),
    );
  });

  const aliases = context.partition(aliasesOf('edition'), partition);
  for (let i = 0; i < aliases.count; i += 1) {
    const alias = { number: aliases.link(i), place: aliases.second(i) };
    settleAlias(context, 'edition', alias, known.has(aliases.key(i)));
  }

  return editions + aliases.count + routeRatings(context, partition);
}

function routeRatings(context: StepContext, partition: number): number {
  const ratings = context.partition(RATINGS, partition);
  for (let i = 0; i < ratings.count; i += 1) {
    const work = context.resolve('work', ratings.key(i));
    const place = ratings.second(i);
    if (work === 0) {
      context.leaveOut({
        kind: RATING_ROWS,
        key: formatKey('work', ratings.key(i)),
        place,
        fate: 'rejected',
        reason: 'its work was deleted',
      });
      continue;
    }
    context.put(PARTS, {
      key: work,
      tag: PART.rating,
      minor: ratings.tag(i),
      link: 0,
      first: ratings.first(i),
      second: place,
    });
  }
  return ratings.count;
}
