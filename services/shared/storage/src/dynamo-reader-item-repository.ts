import { hash } from 'node:crypto';
import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { NotInterestedScope, type NotInterested } from '@books/domain/not-interested';
import { claimCheck, explainClaim } from './dynamo-claim-guard.ts';
import type { ErasedGuard } from './dynamo-erasure-repository.ts';
import { cancellationCodes } from './dynamo-errors.ts';
import { startingWith } from './dynamo-import-repository.ts';
import { text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { retryContention } from './dynamo-retry.ts';
import type { ReaderItemRepository } from './reader-item-repository.ts';

const NOT_INTERESTED = 'not_interested#';

export function createDynamoReaderItemRepository(
  deps: DynamoDeps & { readonly erasedGuard: ErasedGuard },
): ReaderItemRepository {
  const { client, tables, retry, erasedGuard } = deps;
  return {
    addNotInterested: (userId, entry, claim) =>
      retryContention(retry, async () => {
        try {
          await client.send(
            new TransactWriteCommand({
              TransactItems: [
                erasedGuard.check(userId),
                {
                  Put: {
                    TableName: tables.reader_items,
                    Item: {
                      user_id: userId,
                      item: sortKeyOf(entry),
                      scope: entry.scope,
                      id: entry.id,
                      added_at: entry.addedAt.toISOString(),
                    },
                    ConditionExpression: 'attribute_not_exists(user_id)',
                  },
                },
                ...(claim ? [claimCheck(tables.reader_items, userId, claim)] : []),
              ],
            }),
          );
        } catch (error) {
          erasedGuard.explain(error);
          if (claim) explainClaim(error, 2);
          // It is there already, which is what was wanted.
          if (cancellationCodes(error)[1] !== 'ConditionalCheckFailed') throw error;
        }
      }),

    removeNotInterested: async (userId, key) => {
      const { Attributes } = await client.send(
        new DeleteCommand({
          TableName: tables.reader_items,
          Key: { user_id: userId, item: sortKeyOf(key) },
          ReturnValues: 'ALL_OLD',
        }),
      );
      return Attributes !== undefined;
    },

    takeBackNotInterested: (userId, entry, claim) =>
      retryContention(retry, async () => {
        try {
          await client.send(
            new TransactWriteCommand({
              TransactItems: [
                claimCheck(tables.reader_items, userId, claim),
                {
                  Delete: {
                    TableName: tables.reader_items,
                    Key: { user_id: userId, item: sortKeyOf(entry) },
                    ConditionExpression: 'attribute_not_exists(user_id) OR added_at = :added_at',
                    ExpressionAttributeValues: { ':added_at': entry.addedAt.toISOString() },
                  },
                },
              ],
            }),
          );
          return true;
        } catch (error) {
          explainClaim(error, 0);
          if (cancellationCodes(error)[1] !== 'ConditionalCheckFailed') throw error;
          return false;
        }
      }),

    listNotInterested: async (userId) => {
      const items = await queryItems(
        deps,
        startingWith(tables.reader_items, userId, NOT_INTERESTED),
      );
      return items.map(notInterestedFromItem).sort(byTimeThenKey);
    },
  };
}

/** The id is hashed, since names may be longer than a sort key can be. */
function sortKeyOf({ scope, id }: Pick<NotInterested, 'scope' | 'id'>): string {
  return `${NOT_INTERESTED}${scope}#${hash('sha256', id)}`;
}

function notInterestedFromItem(item: Item): NotInterested {
  return {
    scope: NotInterestedScope.parse(text(item, 'scope')),
    id: text(item, 'id'),
    addedAt: new Date(text(item, 'added_at')),
  };
}

/** Oldest first; entries of the same time in an order that does not depend on where they are stored. */
function byTimeThenKey(a: NotInterested, b: NotInterested): number {
  const byTime = a.addedAt.getTime() - b.addedAt.getTime();
  if (byTime !== 0) return byTime;
  const [keyOfA, keyOfB] = [a, b].map(({ scope, id }) => `${scope} ${id}`);
  return keyOfA! < keyOfB! ? -1 : 1;
}
