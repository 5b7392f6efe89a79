import { spawnSync } from 'node:child_process';
import { whatDynamoLocalLacks } from '@books/storage/testing/dynamo-local';

/** What this machine lacks to run the stack, with how to install it; empty when nothing is missing. */
export function whatStackLacks(): string[] {
  const dynamo = whatDynamoLocalLacks();
  const isRedisThere = spawnSync('redis-server', ['--version']).status === 0;
  return [
    ...(dynamo === undefined
      ? []
      : [
          `DynamoDB Local cannot run: ${dynamo}.\n` +
            '  apt:  sudo apt-get install default-jre-headless\n' +
            '  brew: brew install openjdk@17, then follow what it says about the PATH',
        ]),
    ...(isRedisThere
      ? []
      : [
          'redis-server is not installed.\n' +
            '  apt:  sudo apt-get install redis-server\n' +
            '  brew: brew install redis',
        ]),
  ];
}
