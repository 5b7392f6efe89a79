import { foldName } from '../../clean/fold.ts';
import { isPlaceholderName } from '../../clean/person-names.ts';
import { hash53 } from '../hash.ts';
import { formatKey } from '../rows/keys.ts';
import type { Partition } from '../spill/partition.ts';
import { aliasesOf, AUTHOR_NAMES, AUTHOR_REQUESTS, ROW } from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';
import { forNewestRows } from './newest-row.ts';
import { settleAlias } from './route-aliases.ts';
import { ACCOUNT } from './row-accounts.ts';

/** Answers what drafts ask for with the authors' names. Authors that nobody asks for are left out. */
export function nameAuthors(context: StepContext, partition: number): number {
  const requests = context.partition(AUTHOR_REQUESTS, partition);
  const named = new Set<number>();
  let request = 0;
  const skipRequestsBefore = (author: number): void => {
    for (; request < requests.count && requests.key(request) < author; request += 1) {
      context.ledger.found('author missing');
    }
  };
  const authors = forNewestRows(context, 'author', partition, (rows, i) => {
    if (rows.tag(i) !== ROW.record) return;
    const author = rows.key(i);
    skipRequestsBefore(author);
    const from = request;
    while (request < requests.count && requests.key(request) === author) request += 1;
    const name = rows.text(i);
    if (name !== '') named.add(author);
    else if (request > from) context.ledger.found('author missing', request - from);
    const reason = name === '' ? 'no name' : request === from ? 'no book names it' : undefined;
    if (reason !== undefined) {
      const row = { kind: ACCOUNT.author, key: formatKey('author', author) };
      context.leaveOut({ ...row, place: rows.second(i), fate: 'rejected', reason });
      return;
    }
    context.ledger.note(ACCOUNT.author, 'kept', 'author of a book');
    answer(context, requests, { from, to: request }, { author, name });
  });
  skipRequestsBefore(Infinity);

  const aliases = context.partition(aliasesOf('author'), partition);
  for (let i = 0; i < aliases.count; i += 1) {
    const alias = { number: aliases.link(i), place: aliases.second(i) };
    settleAlias(context, 'author', alias, named.has(aliases.key(i)));
  }
  return authors + requests.count + aliases.count;
}

function answer(
  context: StepContext,
  requests: Partition,
  { from, to }: { readonly from: number; readonly to: number },
  { author, name }: { readonly author: number; readonly name: string },
): void {
  const folded = foldName(name);
  const hash = isPlaceholderName(folded) ? 0 : hash53(folded);
  for (let i = from; i < to; i += 1) {
    context.put(
      AUTHOR_NAMES,
      {
        key: requests.link(i),
        tag: requests.tag(i) + 1,
        minor: requests.minor(i),
        link: author,
        first: hash,
        second: 0,
      },
      name,
    );
  }
}
