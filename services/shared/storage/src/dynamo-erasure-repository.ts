import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { tombstoneExpiresAt, type Erasure } from '@books/domain/erasure';
import type { UserId } from '@books/domain/ids';
import type { Clock } from '@books/service-kit/clock';
import { z } from 'zod';
import { cancellationCodes } from './dynamo-errors.ts';
import { number, text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { scanPages } from './dynamo-scan.ts';
import { readerErased, type ErasureRepository } from './erasure-repository.ts';
import type { ReaderHash } from './reader-hash.ts';

export type DynamoErasureDeps = DynamoDeps & {
  readonly hashReader: ReaderHash;
  readonly now: Clock;
};

const Counts = z.object({ ratings: z.int(), notInterested: z.int(), imports: z.int() });

export function createDynamoErasureRepository(deps: DynamoErasureDeps): ErasureRepository {
  const { client, tables, hashReader, now } = deps;
  const table = { TableName: tables.erasures };

  const find = async (userId: UserId): Promise<Erasure | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ ...table, Key: { user_hash: hashReader(userId) }, ConsistentRead: true }),
    );
    // DynamoDB takes its time to remove what has expired.
    return Item && number(Item, 'expires_at') > secondsOf(now())
      ? erasureFromItem(Item)
      : undefined;
  };

  return {
    async begin(userId) {
      const requestedAt = now();
      const expiresAt = tombstoneExpiresAt(requestedAt);
      try {
        await client.send(
          new PutCommand({
            ...table,
            Item: {
              user_hash: hashReader(userId),
              user_id: userId,
              requested_at: requestedAt.toISOString(),
              expires_at: secondsOf(expiresAt),
            },
            ...notErased(now()),
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      return (await find(userId)) ?? { requestedAt, expiresAt };
    },
    find,
    async noteFound(userId, found) {
      await updateOnce(
        new UpdateCommand({
          ...table,
          Key: { user_hash: hashReader(userId) },
          UpdateExpression: 'SET #found = :found',
          ConditionExpression: 'attribute_exists(user_hash) AND attribute_not_exists(#found)',
          ExpressionAttributeNames: { '#found': 'found' },
          ExpressionAttributeValues: { ':found': JSON.stringify(found) },
        }),
      );
    },
    async complete(userId) {
      await updateOnce(
        new UpdateCommand({
          ...table,
          Key: { user_hash: hashReader(userId) },
          UpdateExpression: 'SET completed_at = :now REMOVE user_id',
          ConditionExpression: 'attribute_exists(user_hash) AND attribute_not_exists(completed_at)',
          ExpressionAttributeValues: { ':now': now().toISOString() },
        }),
      );
    },
    async *underWay() {
      const pages = scanPages(deps, { ...table, FilterExpression: 'attribute_exists(user_id)' });
      // The ids were checked when they were written.
      for await (const items of pages)
        for (const item of items) yield text(item, 'user_id') as UserId;
    },
    async erasedCheck() {
      const erased = new Set<string>();
      const nowSeconds = secondsOf(now());
      for await (const items of scanPages(deps, table)) {
        for (const item of items) {
          if (number(item, 'expires_at') > nowSeconds) erased.add(text(item, 'user_hash'));
        }
      }
      return (userId) => erased.size > 0 && erased.has(hashReader(userId));
    },
  };

  /** What is done already stays as it is. */
  async function updateOnce(command: UpdateCommand): Promise<void> {
    try {
      await client.send(command);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

export type ErasedGuard = {
  /** The first action of a transaction: that the reader is not erased. */
  readonly check: (userId: UserId) => {
    ConditionCheck: {
      TableName: string;
      Key: Item;
      ConditionExpression: string;
      ExpressionAttributeValues: Item;
    };
  };
  /** @throws DomainError conflict when a transaction failed for {@link check}, which is its first action */
  readonly explain: (error: unknown) => void;
};

export function createErasedGuard({ tables, hashReader, now }: DynamoErasureDeps): ErasedGuard {
  return {
    check: (userId) => ({
      ConditionCheck: {
        TableName: tables.erasures,
        Key: { user_hash: hashReader(userId) },
        ...notErased(now()),
      },
    }),
    explain(error) {
      const isErased =
        error instanceof TransactionCanceledException &&
        cancellationCodes(error)[0] === 'ConditionalCheckFailed';
      if (isErased) throw readerErased();
    },
  };
}

/** The condition that there is no entry, or only one that has expired. */
function notErased(now: Date) {
  return {
    ConditionExpression: 'attribute_not_exists(user_hash) OR expires_at <= :now',
    ExpressionAttributeValues: { ':now': secondsOf(now) },
  };
}

const secondsOf = (time: Date) => Math.floor(time.getTime() / 1000);

function erasureFromItem(item: Item): Erasure {
  const { found, completed_at: completedAt } = item;
  return {
    requestedAt: new Date(text(item, 'requested_at')),
    expiresAt: new Date(number(item, 'expires_at') * 1000),
    ...(found !== undefined && { found: Counts.parse(JSON.parse(text(item, 'found'))) }),
    ...(completedAt !== undefined && { completedAt: new Date(text(item, 'completed_at')) }),
  };
}
