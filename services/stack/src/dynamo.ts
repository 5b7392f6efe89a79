import { dynamoLocalCommand } from '@books/storage/testing/dynamo-local';
import { startCommand, type Command } from './command.ts';
import type { Guard } from './start-guard.ts';
import { waitUntilReady } from './wait-until.ts';

export type StackDynamoOptions = {
  readonly port: number;
  /** The folder that keeps the tables; in memory if not given. */
  readonly dbPath?: string;
  readonly logPath: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly onStarted: (command: Command) => void;
};

/** A JVM on a busy machine takes its time. */
const LONGEST_START_MS = 180_000;

/** Starts DynamoDB Local. @returns its address */
export async function startStackDynamo(options: StackDynamoOptions): Promise<string> {
  const { port, dbPath, logPath, guard, signal, onStarted } = options;
  const endpoint = `http://127.0.0.1:${port}`;
  const command = await startCommand({
    name: 'dynamodb-local',
    ...dynamoLocalCommand({ port, ...(dbPath !== undefined && { dbPath }) }),
    environment: process.env,
    logPath,
    guard,
  });
  onStarted(command);
  await waitUntilReady({
    command,
    isReady: () => answers(endpoint),
    longestMs: LONGEST_START_MS,
    signal,
  });
  return endpoint;
}

/** Whether there is an HTTP server; what it thinks of the request does not matter. */
async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response !== undefined;
}
