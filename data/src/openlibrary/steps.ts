import type { EntityKind } from './rows/keys.ts';
import {
  aliasesOf,
  AUTHOR_NAMES,
  AUTHOR_REQUESTS,
  CANDIDATES,
  DRAFTS,
  LONE_EDITIONS,
  movesOf,
  PARTS,
  RATINGS,
  rowsOf,
} from './spills.ts';
import type { Task } from './threads/messages.ts';

/** One of the steps from dumps to ranked books. */
export type Step = {
  readonly name: Exclude<Task['step'], 'compress'>;
  /** For people. */
  readonly words: string;
  readonly needsMoves: boolean;
  /** Spills that no later step reads. */
  readonly lastReads: readonly string[];
};

const KINDS: readonly EntityKind[] = ['work', 'author', 'edition'];

export const STEPS: readonly Step[] = [
  { name: 'read-rows', words: 'reading', needsMoves: false, lastReads: [] },
  { name: 'find-moves', words: 'finding redirects', needsMoves: false, lastReads: [] },
  { name: 'route-aliases', words: 'following redirects', needsMoves: true, lastReads: [] },
  {
    name: 'settle-editions',
    words: 'sorting editions',
    needsMoves: true,
    lastReads: [rowsOf('edition'), aliasesOf('edition'), RATINGS],
  },
  {
    name: 'assemble-books',
    words: 'joining editions to works',
    needsMoves: true,
    lastReads: [rowsOf('work'), PARTS, LONE_EDITIONS, aliasesOf('work'), ...KINDS.map(movesOf)],
  },
  {
    name: 'name-authors',
    words: 'looking up authors',
    needsMoves: false,
    lastReads: [rowsOf('author'), AUTHOR_REQUESTS, aliasesOf('author')],
  },
  {
    name: 'attach-names',
    words: 'joining authors to works',
    needsMoves: false,
    lastReads: [DRAFTS, AUTHOR_NAMES],
  },
  {
    name: 'merge-duplicates',
    words: 'merging duplicates',
    needsMoves: false,
    lastReads: [CANDIDATES],
  },
];

/** The tasks of a step that works by partitions, in an order that never changes. */
export function tasksOf({ name }: Step, partitionCount: number): Task[] {
  const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
  if (name === 'read-rows') return [];
  if (name === 'find-moves' || name === 'route-aliases') {
    return KINDS.flatMap((kind) =>
      partitions.map((partition) => ({ step: name, kind, partition })),
    );
  }
  return partitions.map((partition) => ({ step: name, partition }));
}
