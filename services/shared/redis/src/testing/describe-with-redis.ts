import { beforeEach, describe, test } from 'vitest';
import { isRedisInstalled, startRedisServer, type RedisServer } from './redis-server.ts';

const MISSING = 'needs redis-server: apt-get install redis-server, or brew install redis';

/**
 * A suite against a genuine Redis, a new one for each test. Skipped where there is none, which is a failure where `CI`
 * is `true`.
 *
 * @param suite gets the server of the running test; what it opens there, it closes in `onTestFinished`
 */
export function describeWithRedis(name: string, suite: (server: () => RedisServer) => void): void {
  let server: RedisServer | undefined;
  const runningServer = () => {
    if (server === undefined) throw new Error('a server is there in tests only');
    return server;
  };
  if (isRedisInstalled()) {
    describe(name, () => {
      beforeEach(async ({ onTestFinished }) => {
        const started = await startRedisServer();
        server = started;
        onTestFinished(started.stop);
      });
      suite(runningServer);
    });
  } else if (process.env['CI'] === 'true') {
    test(name, () => {
      throw new Error(MISSING);
    });
  } else {
    describe.skip(`${name} (${MISSING})`, () => suite(runningServer));
  }
}
