import type { EntityKind } from '../rows/keys.ts';
import { Partition } from '../spill/partition.ts';
import { SpillReader } from '../spill/spill-reader.ts';
import { movesOf, ROW } from '../spills.ts';
import type { MovedByKind, MovedColumns } from '../threads/messages.ts';
import { indexOfNumber } from '../threads/step-context.ts';

export const NO_MOVES: MovedByKind = {
  work: columnsOf(0),
  author: columnsOf(0),
  edition: columnsOf(0),
};

/**
 * Where everything that was redirected or deleted leads in the end. Chains of redirects are followed; those that go
 * round in circles, end at something deleted or name no target lead nowhere. Takes 8 bytes for each.
 */
export function readMoves(directory: string): MovedByKind {
  return {
    work: readMovesOf(directory, 'work'),
    author: readMovesOf(directory, 'author'),
    edition: readMovesOf(directory, 'edition'),
  };
}

function readMovesOf(directory: string, kind: EntityKind): MovedColumns {
  const reader = new SpillReader(directory, movesOf(kind));
  const lists: { readonly numbers: Uint32Array; readonly targets: Uint32Array }[] = [];
  for (const partition of reader.partitions) {
    const moves = new Partition(reader.read(partition));
    const list = { numbers: new Uint32Array(moves.count), targets: new Uint32Array(moves.count) };
    for (let i = 0; i < moves.count; i += 1) {
      list.numbers[i] = moves.key(i);
      list.targets[i] = moves.tag(i) === ROW.redirect ? moves.link(i) : 0;
    }
    lists.push(list);
  }
  reader.close();
  return followChains(sortedColumns(lists));
}

function sortedColumns(lists: readonly MovedColumns[]): MovedColumns {
  const count = lists.reduce((sum, { numbers }) => sum + numbers.length, 0);
  // As large integers, so that each target is sorted along with its number.
  const pairs = new BigUint64Array(count);
  let at = 0;
  for (const { numbers, targets } of lists) {
    numbers.forEach((number, i) => {
      pairs[at] = (BigInt(number) << 32n) | BigInt(targets[i]!);
      at += 1;
    });
  }
  pairs.sort();
  const columns = columnsOf(count);
  pairs.forEach((pair, i) => {
    columns.numbers[i] = Number(pair >> 32n);
    columns.targets[i] = Number(pair & 0xffffffffn);
  });
  return columns;
}

function followChains(steps: MovedColumns): MovedColumns {
  const ends = columnsOf(steps.numbers.length);
  ends.numbers.set(steps.numbers);
  steps.targets.forEach((target, i) => {
    let end = target;
    const passed = new Set<number>([steps.numbers[i]!]);
    for (let next = indexOfNumber(steps, end); next >= 0; next = indexOfNumber(steps, end)) {
      if (passed.has(end)) {
        end = 0;
        break;
      }
      passed.add(end);
      end = steps.targets[next]!;
    }
    ends.targets[i] = end;
  });
  return ends;
}

function columnsOf(count: number): MovedColumns {
  return {
    numbers: new Uint32Array(new SharedArrayBuffer(4 * count)),
    targets: new Uint32Array(new SharedArrayBuffer(4 * count)),
  };
}
