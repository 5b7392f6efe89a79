import { dirname } from 'node:path';
import { bundleFolder } from '@books/bundle/images';
import { dynamoLocalCommand } from '@books/storage/testing/dynamo-local';

/** A program that stands for an image. */
export type ImageProgram = {
  /** Seen by the program, read-only, as `/app`: its working folder. */
  readonly folder: string;
  readonly command: (args: readonly string[]) => readonly string[];
};

/** Where Node is inside a sandbox, as in the distroless images. */
export const SANDBOX_NODE = '/nodejs/bin/node';

/** Enough memory, little compiling, and its libraries. */
const JAVA_FLAGS = [
  '-Xmx512m',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Djava.library.path=./DynamoDBLocal_lib',
];

const OURS = /\/book-recommendation\/([a-z-]+)[:@]/;

/**
 * What to run for an image: our bundles for our images, and the machine's own programs for those of the stores.
 *
 * @throws Error for an image that nothing stands for
 */
export function programOf(image: string): ImageProgram {
  const ours = OURS.exec(image)?.[1];
  if (ours !== undefined)
    return {
      folder: bundleFolder(ours),
      command: () => [SANDBOX_NODE, '--enable-source-maps', 'main.js'],
    };
  if (image.includes('/valkey/valkey:'))
    return {
      folder: '/usr/share',
      // The image is built to answer other hosts without a password; Debian's program has to be told.
      command: ([, ...args]) => ['/usr/bin/redis-server', ...args, '--protected-mode', 'no'],
    };
  if (image.includes('/amazon/dynamodb-local:')) {
    const words = dynamoLocalCommand({ port: 0 }).arguments;
    const folder = dirname(words[words.indexOf('-jar') + 1] ?? '');
    return {
      folder,
      command: (args) => ['/usr/bin/java', ...JAVA_FLAGS, ...args],
    };
  }
  throw new Error(`nothing stands for the image ${image}`);
}
