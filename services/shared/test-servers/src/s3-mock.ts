import { fetchedJars, FETCH_COMMAND } from './fetched-jars.ts';
import { findFreePort, startJavaServer, whatJavaLacks } from './java-server.ts';

export type S3Mock = {
  readonly endpoint: string;
  stop(): Promise<void>;
};

/** It begins in some seconds, but on a machine with other work in minutes. */
const LONGEST_START_MS = 180_000;

/** What this machine lacks to run S3Mock, in a sentence; `undefined` when nothing is missing. */
export function whatS3MockLacks(): string | undefined {
  if (fetchedJars('s3mock') === undefined) return `S3Mock is not fetched: ${FETCH_COMMAND}`;
  return whatJavaLacks();
}

/**
 * Starts Adobe's S3Mock, a server that speaks S3 with conditional writes and checked sums, and keeps objects in a
 * temporary folder. It listens on 127.0.0.1, also on a second port that it opens, which is any free one.
 *
 * @throws Error with what this machine lacks, or with what S3Mock had to say when it did not start
 */
export async function startS3Mock(): Promise<S3Mock> {
  const lacking = whatS3MockLacks();
  const jars = fetchedJars('s3mock');
  if (lacking !== undefined || jars === undefined) throw new Error(`S3Mock cannot run: ${lacking}`);
  const port = await findFreePort();
  const { stop } = await startJavaServer({
    name: 'S3Mock',
    port,
    longestStartMs: LONGEST_START_MS,
    words: [
      '-Xmx256m',
      '-XX:TieredStopAtLevel=1', // starts twice as fast, and nobody waits for its peak
      '-cp',
      jars,
      'com.adobe.testing.s3mock.S3MockApplication',
      '--server.address=127.0.0.1',
      '--server.ssl.enabled=false',
      `--server.port=${port}`,
      '--com.adobe.testing.s3mock.httpPort=0',
      `--spring.main.sources=${new URL('../s3mock/loopback.xml', import.meta.url).href}`,
    ],
  });
  return { endpoint: `http://127.0.0.1:${port}`, stop };
}
