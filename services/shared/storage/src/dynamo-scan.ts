import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DynamoDeps, Item } from './dynamo-items.ts';

/** Parts of a table that are read side by side. */
const SEGMENTS = 8;

/** Where the next page of each segment begins; null for a segment that has been read. */
type Position = readonly (Item | 'start' | null)[];

export type ScanPart = {
  readonly items: readonly Item[];
  /** To go on behind this part, in whatever process. */
  readonly cursor: string;
};

/**
 * Reads a whole table page by page, in no particular order, with what was acknowledged before in it. For snapshots,
 * audits and loads, never on a request path: it costs what the table weighs. Holds at most one page of 1 MB a segment.
 */
export async function* scanPages(
  deps: Pick<DynamoDeps, 'client'>,
  scan: ScanCommandInput,
): AsyncIterable<readonly Item[]> {
  for await (const { items } of scanParts(deps, scan)) yield items;
}

/**
 * {@link scanPages} with a cursor for each page.
 *
 * @param after the cursor of a part of the same scan: only what came behind it is read
 */
export async function* scanParts(
  { client }: Pick<DynamoDeps, 'client'>,
  scan: ScanCommandInput,
  after?: string,
): AsyncIterable<ScanPart> {
  const position: (Item | 'start' | null)[] = [...positionOf(after)];
  const readPage = async (segment: number, startKey: Item | 'start') => {
    const { Items, LastEvaluatedKey } = await client.send(
      new ScanCommand({
        ConsistentRead: true,
        ...scan,
        Segment: segment,
        TotalSegments: position.length,
        ...(startKey !== 'start' && { ExclusiveStartKey: startKey }),
      }),
    );
    return { segment, items: Items ?? [], nextKey: LastEvaluatedKey };
  };

  const underWay = new Map<number, ReturnType<typeof readPage>>();
  position.forEach((startKey, segment) => {
    if (startKey !== null) underWay.set(segment, readPage(segment, startKey));
  });
  try {
    while (underWay.size > 0) {
      const { segment, items, nextKey } = await Promise.race(underWay.values());
      position[segment] = nextKey ?? null;
      if (nextKey === undefined) underWay.delete(segment);
      else underWay.set(segment, readPage(segment, nextKey));
      yield { items, cursor: JSON.stringify(position) };
    }
  } finally {
    // Whoever stops reading early, or meets a failure, leaves no request behind that nobody watches.
    await Promise.allSettled(underWay.values());
  }
}

/** A cursor is text that `scanParts` wrote and only processes of ours have held: keys are strings and numbers. */
function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return Array.from({ length: SEGMENTS }, () => 'start' as const);
  return JSON.parse(cursor) as Position;
}
