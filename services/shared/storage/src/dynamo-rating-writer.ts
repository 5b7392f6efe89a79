import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { applyRatingChange, NO_RATINGS, type RatingChange } from '@books/domain/rating-stats';
import { number, type DynamoDeps, type Item } from './dynamo-items.ts';
import {
  ratingFromItem,
  ratingItem,
  statsAttributes,
  statsShard,
  type VersionedRating,
} from './dynamo-rating-items.ts';
import { retryContention } from './dynamo-retry.ts';

type TransactAction = NonNullable<
  ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']
>[number];

/**
 * Changes ratings together with the stats they count in: one transaction of the rating, on the condition that it is
 * still the one that was read, and of what the change adds to its stats shard.
 *
 * Nothing is counted twice, whatever is sent twice: an attempt of the SDK carries the token of the one before it and
 * is answered, not repeated; whoever begins anew reads first what came of the earlier try.
 */
export function createRatingWriter({ client, tables, retry }: DynamoDeps) {
  const read = async (userId: UserId, bookId: BookId): Promise<VersionedRating | undefined> => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tables.ratings,
        Key: { user_id: userId, book_id: bookId },
        ConsistentRead: true,
      }),
    );
    return Item && { rating: ratingFromItem(Item), version: number(Item, 'version') };
  };

  const statsAction = (userId: UserId, bookId: BookId, change: RatingChange): TransactAction => {
    const { names, values, sums } = additions(
      statsAttributes(applyRatingChange(NO_RATINGS, change)),
    );
    return {
      Update: {
        TableName: tables.book_stats,
        Key: { book_id: bookId, shard: statsShard(userId) },
        UpdateExpression: `ADD ${sums}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      },
    };
  };

  /** Makes `after` the reader's rating, `undefined` for none; returns the one before. */
  const change = (userId: UserId, bookId: BookId, after: Rating | undefined) =>
    retryContention(retry, async (): Promise<Rating | undefined> => {
      const stored = await read(userId, bookId);
      if (stored === undefined && after === undefined) return undefined;
      const before = stored?.rating;
      const ratingAction: TransactAction =
        after === undefined
          ? {
              Delete: {
                TableName: tables.ratings,
                Key: { user_id: userId, book_id: bookId },
                ...stillAsRead(stored),
              },
            }
          : {
              Put: {
                TableName: tables.ratings,
                Item: ratingItem(after, (stored?.version ?? 0) + 1),
                ...stillAsRead(stored),
              },
            };
      const isCountedAlready = before?.stars === after?.stars;
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            ratingAction,
            ...(isCountedAlready
              ? []
              : [statsAction(userId, bookId, { before: before?.stars, after: after?.stars })]),
          ],
        }),
      );
      return before;
    });

  return { read, change };
}

/** The condition that the rating is what was read, also where nothing was. */
function stillAsRead(stored: VersionedRating | undefined) {
  if (stored === undefined) return { ConditionExpression: 'attribute_not_exists(user_id)' };
  return {
    // Versions begin anew when a rating is removed and given again, so the version alone could be that of another
    // rating; with the score the stats stay right even then.
    ConditionExpression: 'version = :version AND half_stars = :half_stars',
    ExpressionAttributeValues: {
      ':version': stored.version,
      ':half_stars': stored.rating.stars * 2,
    },
  };
}

/** Attributes as what an `ADD` needs. */
function additions(attributes: Item) {
  const entries = Object.entries(attributes);
  return {
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    sums: entries.map(([name]) => `#${name} :${name}`).join(', '),
  };
}
