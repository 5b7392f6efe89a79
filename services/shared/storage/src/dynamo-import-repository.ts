import { DeleteCommand, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { UserId } from '@books/domain/ids';
import { ImportRow, ReaderImport } from '@books/domain/reader-import';
import { z } from 'zod';
import { batchWrite } from './dynamo-batch.ts';
import type { ErasedGuard } from './dynamo-erasure-repository.ts';
import { cancellationCodes } from './dynamo-errors.ts';
import { number, text, type DynamoDeps, type Item } from './dynamo-items.ts';
import { queryItems } from './dynamo-query.ts';
import { BULK_RETRIES } from './dynamo-retry.ts';
import { retryContention } from './dynamo-retry.ts';
import type { ImportRepository, Versioned } from './import-repository.ts';
import { UNPACED } from './write-pacer.ts';

export const IMPORT = 'import#';
export const importKey = (userId: UserId, importId: string) => ({
  user_id: userId,
  item: IMPORT + importId,
});

export const IMPORT_ROWS = 'import_rows#';
const CHUNK_DIGITS = 6;

const Rows = z.array(ImportRow);

export function createDynamoImportRepository(
  deps: DynamoDeps & { readonly erasedGuard: ErasedGuard },
): ImportRepository {
  const { client, tables, retry, erasedGuard } = deps;
  const TableName = tables.reader_items;

  const read = async <T>(
    userId: UserId,
    item: string,
    schema: z.ZodType<T>,
  ): Promise<Versioned<T> | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName, Key: { user_id: userId, item }, ConsistentRead: true }),
    );
    return Item && valueOf(Item, schema);
  };

  const write = (userId: UserId, item: string, value: unknown, knownVersion: number) =>
    retryContention(retry, async () => {
      try {
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              erasedGuard.check(userId),
              {
                Put: {
                  TableName,
                  Item: {
                    user_id: userId,
                    item,
                    value: JSON.stringify(value),
                    version: knownVersion + 1,
                  },
                  ...stillOfVersion(knownVersion),
                },
              },
            ],
          }),
        );
        return knownVersion + 1;
      } catch (error) {
        erasedGuard.explain(error);
        if (cancellationCodes(error)[1] === 'ConditionalCheckFailed') return undefined;
        throw error;
      }
    });

  return {
    find: (userId, importId) => read(userId, IMPORT + importId, ReaderImport),
    async list(userId) {
      const items = await queryItems(deps, startingWith(TableName, userId, IMPORT));
      return items
        .map((item) => valueOf(item, ReaderImport).value)
        .sort((a, b) => b.createdAtMs - a.createdAtMs);
    },
    save: (userId, value, knownVersion) =>
      write(userId, IMPORT + value.importId, value, knownVersion),
    readRows: (userId, importId, chunk) => read(userId, rowsKey(importId, chunk), Rows),
    saveRows: (userId, importId, chunk, rows, knownVersion) =>
      write(userId, rowsKey(importId, chunk), rows, knownVersion),
    async remove(userId, importId) {
      const rows = await queryItems(deps, {
        ...startingWith(TableName, userId, `${IMPORT_ROWS}${importId}#`),
        ProjectionExpression: 'user_id, #item',
      });
      await batchWrite(
        deps,
        TableName,
        rows.map((key) => ({ remove: { user_id: key['user_id'], item: key['item'] } })),
        { policy: BULK_RETRIES, pacer: UNPACED },
      );
      await client.send(new DeleteCommand({ TableName, Key: importKey(userId, importId) }));
    },
  };
}

/** A reader's items of one kind, read consistently. */
export function startingWith(TableName: string, userId: UserId, kind: string) {
  return {
    TableName,
    KeyConditionExpression: 'user_id = :user_id AND begins_with(#item, :kind)',
    ExpressionAttributeNames: { '#item': 'item' },
    ExpressionAttributeValues: { ':user_id': userId, ':kind': kind },
    ConsistentRead: true,
  };
}

function rowsKey(importId: string, chunk: number): string {
  return `${IMPORT_ROWS}${importId}#${String(chunk).padStart(CHUNK_DIGITS, '0')}`;
}

function valueOf<T>(item: Item, schema: z.ZodType<T>): Versioned<T> {
  return {
    value: schema.parse(JSON.parse(text(item, 'value'))),
    version: number(item, 'version'),
  };
}

function stillOfVersion(knownVersion: number) {
  if (knownVersion === 0) return { ConditionExpression: 'attribute_not_exists(user_id)' };
  return {
    ConditionExpression: '#version = :known',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':known': knownVersion },
  };
}
