import { setImmediate } from 'node:timers/promises';
import type { Change } from '@books/change-feed/change-feed';
import type { IndexExchange } from '@books/search/index-exchange';
import type { Clock } from '@books/service-kit/clock';
import type { BuiltIndex } from './built-index.ts';
import { readChange, type IndexFollowerDeps } from './index-follower.ts';

export type IndexUpdatesDeps = IndexFollowerDeps & {
  readonly engine: IndexFollowerDeps['engine'] & IndexExchange;
  readonly clock: Clock;
};

/** Brings changes and newer indexes into the engine, one after the other. */
export type IndexUpdates = {
  /** Brings the index up to date with a change. Safe to repeat and in any order. */
  apply(change: Change): Promise<void>;
  /** Takes a newer index into service and makes the changes again that it may lack. On failure nothing has changed. */
  rebase(built: BuiltIndex): Promise<void>;
};

/** How far the clock of whoever built an index may be ahead of ours, or a change on its way, in milliseconds. */
const TOLERANCE_MS = 60_000;
/** Changes that are read at once, and that are made before somebody else gets a turn. */
const CHANGES_AT_ONCE = 20;

export function createIndexUpdates(deps: IndexUpdatesDeps): IndexUpdates {
  const { engine, clock } = deps;
  // What the index in service may lack: as much as changes between two indexes.
  const heard = new Map<string, { readonly change: Change; readonly atMs: number }>();
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  };

  return {
    apply(change) {
      heard.set(`${change.table} ${change.key}`, { change, atMs: clock().getTime() });
      return inTurn(async () => (await readChange(deps, change))());
    },
    rebase: (built) =>
      inTurn(async () => {
        const sinceMs = built.builtAt.getTime() - TOLERANCE_MS;
        for (const [key, { atMs }] of heard) if (atMs < sinceMs) heard.delete(key);
        // Read before the exchange, so that searches miss the changes for a moment only.
        const changes = [...heard.values()].map(({ change }) => change);
        const writes: (() => Promise<void>)[] = [];
        for (let at = 0; at < changes.length; at += CHANGES_AT_ONCE) {
          const batch = changes.slice(at, at + CHANGES_AT_ONCE);
          writes.push(...(await Promise.all(batch.map((change) => readChange(deps, change)))));
        }
        const { segment, version, builtAt } = built;
        await engine.rebase(segment, { version, builtAt });
        for (const [n, write] of writes.entries()) {
          await write();
          if ((n + 1) % CHANGES_AT_ONCE === 0) await setImmediate();
        }
      }),
  };
}
