import type { Operation, Read, Write } from './history.ts';
import { isLinearizable, type RegisterOperation } from './linearizability.ts';

export type HistoryVerdict = {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly refused: number;
  readonly reads: number;
  /** Pairs of reader and book. */
  readonly registers: number;
  /** Pairs whose answers no order of the operations explains: an acknowledged change was lost, or one came back. */
  readonly lost: readonly string[];
  /** Pairs that were written more often than anybody asked for. */
  readonly doubled: readonly string[];
  /** Pairs with too many orders to try. */
  readonly undecided: readonly string[];
};

/** Decides whether the answers that readers got can be true. Operations of one pair of reader and book may overlap. */
export function checkHistory(operations: readonly Operation[]): HistoryVerdict {
  const registers = Map.groupBy(operations, ({ reader, book }) => `${reader} ${book}`);
  const lost: string[] = [];
  const doubled: string[] = [];
  const undecided: string[] = [];
  for (const [name, ofRegister] of registers) {
    const isExplained = isLinearizable(registerOperations(ofRegister), NO_RATING);
    if (isExplained === undefined) undecided.push(name);
    if (isExplained === false) lost.push(name);
    const writes = countWrites(ofRegister);
    if (writes === 'too few') lost.push(`${name} (version)`);
    if (writes === 'too many') doubled.push(name);
  }
  const withOutcome = (outcome: string) =>
    operations.filter((one) => one.kind !== 'read' && one.outcome === outcome).length;
  return {
    acknowledged: withOutcome('acknowledged'),
    unknown: withOutcome('unknown'),
    refused: withOutcome('refused'),
    reads: operations.filter(({ kind }) => kind === 'read').length,
    registers: registers.size,
    lost,
    doubled,
    undecided,
  };
}

/**
 * The state of a register is the number of the write that it holds; writes that nobody can tell apart are one, since
 * nobody heard when they were done.
 */
const NO_RATING = -1;

function registerOperations(operations: readonly Operation[]): RegisterOperation[] {
  const done = operations.filter((one) => one.kind === 'read' || one.outcome !== 'refused');
  const unheard = new Map<number, number>();
  return done.map((operation, n) => {
    const { invokedAt, completedAt, kind } = operation;
    const isOptional = kind !== 'read' && operation.outcome === 'unknown';
    const times = { invokedAt, completedAt, isOptional };
    if (kind === 'write') {
      const { wasFirst, stars } = operation;
      if (isOptional) {
        const same = unheard.get(stars) ?? n;
        unheard.set(stars, same);
        return { ...times, optionalKind: `write ${stars}`, apply: () => same };
      }
      const agrees = (state: number) =>
        wasFirst === undefined || wasFirst === (state === NO_RATING);
      return { ...times, apply: (state) => (agrees(state) ? n : undefined) };
    }
    if (kind === 'removal') {
      // An acknowledged one has found something; one that nobody heard of may have found nothing.
      const optional = isOptional && { optionalKind: 'removal' };
      const apply = (state: number) => (state === NO_RATING && !isOptional ? undefined : NO_RATING);
      return { ...times, ...optional, apply };
    }
    const agrees = (state: number) => {
      const write = done[state];
      if (operation.seen === undefined) return write === undefined;
      return write?.kind === 'write' && isSeen(write, operation.seen);
    };
    return { ...times, apply: (state) => (agrees(state) ? state : undefined) };
  });
}

function isSeen(write: Write, seen: NonNullable<Read['seen']>): boolean {
  if (write.stars !== seen.stars) return false;
  return write.ratedAtMs === undefined || write.ratedAtMs === seen.ratedAtMs;
}

/** Compares the last version that was seen with the writes of a register from which nothing was removed. */
function countWrites(operations: readonly Operation[]): 'right' | 'too few' | 'too many' {
  const version = operations.findLast((one) => one.kind === 'read' && one.version !== undefined);
  if (version?.kind !== 'read' || version.version === undefined) return 'right';
  if (operations.some(({ kind }) => kind === 'removal')) return 'right';
  const writes = operations.filter((one) => one.kind === 'write');
  const acknowledged = writes.filter(({ outcome }) => outcome === 'acknowledged').length;
  const possible = writes.filter(({ outcome }) => outcome !== 'refused').length;
  if (version.version < acknowledged) return 'too few';
  return version.version > possible ? 'too many' : 'right';
}
