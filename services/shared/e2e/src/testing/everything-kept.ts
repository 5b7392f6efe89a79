import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Stack } from '@books/stack/start-stack';
import { createDynamoClient } from '@books/storage/dynamo-client';
import { scanPages } from '@books/storage/dynamo-scan';
import { TABLE_IDS, tableNames } from '@books/storage/tables';
import { Redis } from 'ioredis';

/** All that the platform keeps: items of tables, keys and values of Redis, and files with logs; something a line. */
export async function everythingKept(stack: Stack): Promise<string> {
  const parts = [
    await itemsOfTables(stack.dynamodbUrl),
    await valuesOfRedis(stack.redis.url),
    await linesOfFiles(dirname(stack.logFolder)),
  ];
  return parts.flat().join('\n');
}

async function itemsOfTables(endpoint: string): Promise<string[]> {
  const client = createDynamoClient({ region: 'us-west-2', endpoint });
  const tables = tableNames('local');
  try {
    const lines: string[] = [];
    for (const id of TABLE_IDS) {
      for await (const items of scanPages({ client }, { TableName: tables[id] })) {
        for (const item of items) lines.push(`${id} ${JSON.stringify(item)}`);
      }
    }
    return lines;
  } finally {
    client.destroy();
  }
}

async function valuesOfRedis(url: string): Promise<string[]> {
  const redis = new Redis(url);
  try {
    // Compressed values would hide what they hold.
    await redis.config('SET', 'rdbcompression', 'no');
    const lines: string[] = [];
    for await (const keys of redis.scanStream({ count: 1000 })) {
      for (const key of keys as string[]) {
        const value = await redis.dumpBuffer(key);
        lines.push(
          `redis ${key} ${(value ?? Buffer.alloc(0)).toString('latin1').replaceAll('\n', ' ')}`,
        );
      }
    }
    return lines;
  } finally {
    redis.disconnect();
  }
}

async function linesOfFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = files.map(async ({ parentPath, name }) => {
    const content = await readFile(join(parentPath, name), 'latin1').catch(() => '');
    return content.split('\n').map((line) => `${name} ${line}`);
  });
  return (await Promise.all(contents)).flat();
}
