import { hash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ReachFaultPoint } from '@books/service-kit/fault-points';
import type { RetryDeps } from './dynamo-retry.ts';
import type { TableNames } from './tables.ts';

/** What every adapter over DynamoDB works with. */
export type DynamoDeps = {
  /** Made by `createDynamoClient`, so that its failures are in our words. */
  readonly client: DynamoDBDocumentClient;
  readonly tables: TableNames;
  readonly retry: RetryDeps;
  /** Told of the moments before and after a rating is stored. */
  readonly reachFaultPoint: ReachFaultPoint;
};

/** An item, or the key of one, as the document client gives and takes it. */
export type Item = Record<string, unknown>;

/** A text attribute. @throws TypeError when the attribute holds something else, i.e. the item is damaged */
export function text(item: Item, attribute: string): string {
  const value = item[attribute];
  if (typeof value !== 'string') throw new TypeError(`attribute ${attribute} holds no text`);
  return value;
}

/** A numeric attribute. @throws TypeError when the attribute holds something else */
export function number(item: Item, attribute: string): number {
  const value = item[attribute];
  if (typeof value !== 'number') throw new TypeError(`attribute ${attribute} holds no number`);
  return value;
}

/**
 * The part, 0 to `shards` - 1, that an id belongs to, evenly spread. Stored items depend on it: another way of
 * computing it, or another number of shards, means to write them anew.
 */
export function shardOf(id: string, shards: number): number {
  return Number.parseInt(hash('sha256', id).slice(0, 8), 16) % shards;
}
