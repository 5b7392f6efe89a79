import { ScanCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { DynamoDeps, Item } from './dynamo-items.ts';

/** Parts of a table that are read side by side. */
const SEGMENTS = 8;

/**
 * Reads a whole table page by page, in no particular order, with what was acknowledged before in it. For snapshots,
 * audits and loads, never on a request path: it costs what the table weighs. Holds at most one page of 1 MB a segment.
 */
export async function* scanPages(
  { client }: Pick<DynamoDeps, 'client'>,
  scan: ScanCommandInput,
): AsyncIterable<readonly Item[]> {
  const readPage = async (segment: number, startKey?: Item) => {
    const { Items, LastEvaluatedKey } = await client.send(
      new ScanCommand({
        ConsistentRead: true,
        ...scan,
        Segment: segment,
        TotalSegments: SEGMENTS,
        ...(startKey && { ExclusiveStartKey: startKey }),
      }),
    );
    return { segment, items: Items ?? [], nextKey: LastEvaluatedKey };
  };

  const underWay = new Map(
    Array.from({ length: SEGMENTS }, (_, segment) => [segment, readPage(segment)] as const),
  );
  try {
    while (underWay.size > 0) {
      const { segment, items, nextKey } = await Promise.race(underWay.values());
      if (nextKey === undefined) underWay.delete(segment);
      else underWay.set(segment, readPage(segment, nextKey));
      yield items;
    }
  } finally {
    // Whoever stops reading early, or meets a failure, leaves no request behind that nobody watches.
    await Promise.allSettled(underWay.values());
  }
}
