import { beforeEach, describe } from 'vitest';
import { isRedisInstalled, startRedisServer, type RedisServer } from './redis-server.ts';

const IS_INSTALLED = isRedisInstalled();
const NOTE = IS_INSTALLED
  ? ''
  : ' (needs redis-server: apt-get install redis-server, or brew install redis)';
const MUST_RUN = process.env['CI'] === 'true';

/**
 * A suite against a genuine Redis, a new one for each test. Skipped where there is none, which is a failure where `CI`
 * is `true`.
 *
 * @param suite gets the server of the running test; what it opens there, it closes in `onTestFinished`
 */
export function describeWithRedis(name: string, suite: (server: () => RedisServer) => void): void {
  describe.skipIf(!IS_INSTALLED && !MUST_RUN)(`${name}${NOTE}`, () => {
    let server: RedisServer | undefined;
    beforeEach(async ({ onTestFinished }) => {
      const started = await startRedisServer();
      server = started;
      onTestFinished(started.stop);
    });
    suite(() => {
      if (server === undefined) throw new Error('the server is there in tests only');
      return server;
    });
  });
}
