import { formatKey, type EntityKind } from '../rows/keys.ts';
import { aliasesOf, movesOf, ROW } from '../spills.ts';
import type { StepContext } from '../threads/step-context.ts';
import { ACCOUNT } from './row-accounts.ts';

/** Sends every redirect to where it leads in the end; deletions and redirects that lead nowhere are left out. */
export function routeAliases(context: StepContext, kind: EntityKind, partition: number): number {
  const moves = context.partition(movesOf(kind), partition);
  for (let i = 0; i < moves.count; i += 1) {
    const number = moves.key(i);
    const target = moves.tag(i) === ROW.redirect ? context.resolve(kind, number) : 0;
    if (target === 0) {
      context.leaveOut({
        kind: ACCOUNT[kind],
        key: formatKey(kind, number),
        place: moves.second(i),
        fate: 'rejected',
        reason: moves.tag(i) === ROW.deletion ? 'deleted' : 'redirect that leads nowhere',
      });
    } else {
      context.put(aliasesOf(kind), {
        key: target,
        tag: 0,
        minor: 0,
        link: number,
        first: 0,
        second: moves.second(i),
      });
    }
  }
  return moves.count;
}

/** Accounts for redirects whose target is known to exist or not. */
export function settleAlias(
  context: StepContext,
  kind: EntityKind,
  alias: { readonly number: number; readonly place: number },
  isKnown: boolean,
): void {
  context.leaveOut({
    kind: ACCOUNT[kind],
    key: formatKey(kind, alias.number),
    place: alias.place,
    fate: isKnown ? 'merged' : 'rejected',
    reason: isKnown ? 'redirect' : 'redirect to nothing',
  });
}
