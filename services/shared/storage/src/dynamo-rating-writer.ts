import { randomBytes } from 'node:crypto';
import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { BookId, UserId } from '@books/domain/ids';
import type { Rating } from '@books/domain/rating';
import { applyRatingChange, NO_RATINGS, type RatingChange } from '@books/domain/rating-stats';
import type { ErasedGuard } from './dynamo-erasure-repository.ts';
import type { Item } from './dynamo-items.ts';
import {
  FIRST_SHARD,
  ratingItem,
  statsAttributes,
  versionedRating,
  type VersionedRating,
} from './dynamo-rating-items.ts';
import { batchGet } from './dynamo-batch.ts';
import { createFurtherShards, type FurtherShardsDeps } from './dynamo-further-shards.ts';
import { claimCheck, explainClaim } from './dynamo-claim-guard.ts';
import { cancellationCodes, isContention } from './dynamo-errors.ts';
import { retryContention } from './dynamo-retry.ts';
import type { ImportClaim } from './import-claim.ts';
import type { RateGuess, RatingChangeIf, RatingRepository } from './rating-repository.ts';

type TransactAction = NonNullable<
  ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']
>[number];

/** Two actions each, of the hundred that a transaction may have; with more it would meet others more often. */
const CHANGES_A_TRANSACTION = 25;

/**
 * Changes ratings together with the stats they count in: one transaction of the rating, on the condition that it is
 * still the one that was read, and of what the change adds to its stats shard.
 *
 * Nothing is counted twice, whatever is sent twice: an attempt of the SDK carries the token of the one before it and
 * is answered, not repeated; whoever begins anew reads first what came of the earlier try, and knows its own change
 * again by its id.
 */
export function createRatingWriter(
  deps: FurtherShardsDeps & { readonly erasedGuard: ErasedGuard },
) {
  const { client, tables, retry, reachFaultPoint, erasedGuard } = deps;
  const furtherShards = createFurtherShards(deps);

  const read = async (userId: UserId, bookId: BookId): Promise<VersionedRating | undefined> => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: tables.ratings,
        Key: { user_id: userId, book_id: bookId },
        ConsistentRead: true,
      }),
    );
    return Item && versionedRating(Item);
  };

  const statsAction = (bookId: BookId, shard: number, change: RatingChange): TransactAction => {
    const { names, values, sums } = additions({
      ...statsAttributes(applyRatingChange(NO_RATINGS, change)),
      changes: 1,
    });
    return {
      Update: {
        TableName: tables.book_stats,
        Key: { book_id: bookId, shard },
        UpdateExpression: `ADD ${sums}`,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      },
    };
  };

  /** What has to be so that ratings may be changed. What an erased reader had may be taken away, but nothing may come. */
  const guardsOf = (
    userId: UserId,
    after: readonly (Rating | undefined)[],
    claim: ImportClaim | undefined,
  ): TransactAction[] => [
    ...(after.every((rating) => rating === undefined) ? [] : [erasedGuard.check(userId)]),
    ...(claim ? [claimCheck(tables.reader_items, userId, claim)] : []),
  ];

  /** @throws DomainError conflict when a transaction failed for one of its guards */
  const explain = (
    error: unknown,
    after: readonly (Rating | undefined)[],
    claim: ImportClaim | undefined,
  ): void => {
    const hasErasedCheck = after.some((rating) => rating !== undefined);
    if (hasErasedCheck) erasedGuard.explain(error);
    if (claim) explainClaim(error, hasErasedCheck ? 1 : 0);
  };

  /** The change of a rating, and what it adds to a stats shard. */
  const actionsOf = (
    userId: UserId,
    bookId: BookId,
    { stored, after, changeId, shard = FIRST_SHARD }: StoredChange,
  ): TransactAction[] => {
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
              Item: ratingItem(after, { version: (stored?.version ?? 0) + 1, changeId }),
              ...stillAsRead(stored),
            },
          };
    const isCountedAlready = before?.stars === after?.stars;
    return [
      ratingAction,
      ...(isCountedAlready
        ? []
        : [statsAction(bookId, shard, { before: before?.stars, after: after?.stars })]),
    ];
  };

  /**
   * Makes `after` the reader's rating, `undefined` for none, if `condition` holds for the one before and `claim` still.
   *
   * @param isFirst a guess that there is none: it is tried once without a look
   * @returns the one before, and whether it was changed
   */
  const changeIf = (
    userId: UserId,
    bookId: BookId,
    after: Rating | undefined,
    {
      condition,
      claim,
      isFirst = false,
    }: {
      readonly condition: (before: Rating | undefined) => boolean;
      readonly claim?: ImportClaim | undefined;
      readonly isFirst?: boolean | undefined;
    },
  ) => {
    const changeId = newChangeId();
    let replaced: Rating | undefined;
    let tries = 0;
    let wrongGuesses = 0;
    const change = async (stored: VersionedRating | undefined): Promise<RatingChangeResult> => {
      // An earlier try came through, only its answer was lost. (A rating that is gone may also be another's doing.)
      const isDone = after === undefined ? stored === undefined : stored?.changeId === changeId;
      const before = stored?.rating;
      if (isDone && tries > 0) return { before: replaced, isChanged: true };
      if (!condition(before)) return { before, isChanged: false };
      if (before === undefined && after === undefined) return { before, isChanged: true };
      replaced = before;
      const guards = guardsOf(userId, [after], claim);
      const shard = await furtherShards.shardFor(bookId, tries - wrongGuesses);
      const actions = [...guards, ...actionsOf(userId, bookId, { stored, after, changeId, shard })];
      await reachFaultPoint('before-put');
      const isGuess = isFirst && tries === 0;
      tries += 1;
      try {
        await client.send(new TransactWriteCommand({ TransactItems: actions }));
      } catch (error) {
        explain(error, [after], claim);
        const isWrong = cancellationCodes(error)[guards.length] === 'ConditionalCheckFailed';
        if (!isGuess || !isWrong) throw error;
        wrongGuesses = 1;
        return change(await read(userId, bookId));
      }
      await reachFaultPoint('after-put');
      return { before, isChanged: true };
    };
    return retryContention(retry, async () =>
      change(isFirst && tries === 0 ? undefined : await read(userId, bookId)),
    );
  };

  /** As many of the changes as one transaction holds. */
  const changeSome = async (
    userId: UserId,
    changes: readonly RatingChangeIf[],
    claim: ImportClaim | undefined,
  ): Promise<boolean[]> => {
    const keys = changes.map(({ bookId }) => ({ user_id: userId, book_id: bookId }));
    const items = await batchGet({ client, retry }, tables.ratings, keys);
    const storedByBook = new Map(
      items.map((item) => [versionedRating(item).rating.bookId, versionedRating(item)]),
    );
    const isMade = changes.map(({ bookId, condition }) =>
      condition(storedByBook.get(bookId)?.rating),
    );
    const made = changes.filter(
      ({ bookId, after }, at) => isMade[at] && (after !== undefined || storedByBook.has(bookId)),
    );
    if (made.length === 0) return isMade;
    const after = made.map((change) => change.after);
    const changeId = newChangeId();
    const actions = made.flatMap((change) =>
      actionsOf(userId, change.bookId, {
        stored: storedByBook.get(change.bookId),
        after: change.after,
        changeId,
      }),
    );
    try {
      const TransactItems = [...guardsOf(userId, after, claim), ...actions];
      await client.send(new TransactWriteCommand({ TransactItems }));
      return isMade;
    } catch (error) {
      explain(error, after, claim);
      if (!isContention(error)) throw error;
      // Nothing was written. One by one only those that meet somebody else have to try again.
      const results: boolean[] = [];
      for (const change of changes) {
        const { bookId, condition } = change;
        const { isChanged } = await changeIf(userId, bookId, change.after, { condition, claim });
        results.push(isChanged);
      }
      return results;
    }
  };

  const changeManyIf: RatingRepository['changeManyIf'] = async (userId, changes, claim) => {
    const results: boolean[] = [];
    for (let from = 0; from < changes.length; from += CHANGES_A_TRANSACTION) {
      const some = changes.slice(from, from + CHANGES_A_TRANSACTION);
      results.push(...(await changeSome(userId, some, claim)));
    }
    return results;
  };

  return {
    read,
    changeManyIf,
    /** Makes `after` the reader's rating, `undefined` for none; returns the one before. */
    change: async (
      userId: UserId,
      bookId: BookId,
      after: Rating | undefined,
      guess?: RateGuess,
    ): Promise<Rating | undefined> => {
      const condition = () => true;
      const { before } = await changeIf(userId, bookId, after, { condition, ...guess });
      return before;
    },
  };
}

type StoredChange = {
  readonly stored: VersionedRating | undefined;
  readonly after: Rating | undefined;
  readonly changeId: string;
  /** {@link FIRST_SHARD} if not given. */
  readonly shard?: number;
};
type RatingChangeResult = { readonly before: Rating | undefined; readonly isChanged: boolean };

/** Twelve characters that no other change has. */
function newChangeId(): string {
  return randomBytes(9).toString('base64url');
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
