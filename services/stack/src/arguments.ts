import { parseArgs } from 'node:util';
import { envInteger } from '@books/service-kit/config';

export const DEFAULT_READERS = 200;

export const USAGE = `Starts every process by itself on this machine, on DynamoDB Local and Redis, with a router in front.

  npm run stack -- [--readers N] [--persist] [--keep-logs]

  --readers N   load the ratings of the sample's first N readers, ${DEFAULT_READERS} if not given; 53424 are all, which takes long
  --persist     keep tables, models and indexes under .data/stack for the next start with the same N; in memory otherwise.
                The first such start takes minutes, since DynamoDB Local waits for the disk at every row
  --keep-logs   add to the logs in .data/stack/logs instead of replacing them
  --help        show this text

Needs Java 17 or later and redis-server. Ctrl-C stops everything. Every port has a variable: ROUTER_PORT,
DYNAMODB_PORT, REDIS_PORT, and <PROCESS>_PORT and <PROCESS>_OPS_PORT such as SEARCH_API_PORT. Other variables, such
as LOG_LEVEL or CACHE_TTL_SECONDS, reach the processes as they are.
`;

export type StackArguments = {
  readonly readers: number;
  readonly persist: boolean;
  readonly keepLogs: boolean;
};

/** What the command line asks for: to start, to show the usage, or nothing that can be done. */
export type StackRequest =
  | { readonly kind: 'start'; readonly arguments: StackArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly message: string };

const Readers = envInteger(1, 10_000_000);

/** Reads the words after the command's name. */
export function parseStackArguments(words: readonly string[]): StackRequest {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        readers: { type: 'string', default: String(DEFAULT_READERS) },
        persist: { type: 'boolean', default: false },
        'keep-logs': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const readers = Readers.safeParse(values.readers);
    if (!readers.success) {
      return { kind: 'fault', message: '--readers must be a whole number of at least 1' };
    }
    const { persist, 'keep-logs': keepLogs } = values;
    return { kind: 'start', arguments: { readers: readers.data, persist, keepLogs } };
  } catch (error) {
    // What `parseArgs` throws for an option that does not exist or lacks its value.
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', message: error.message };
  }
}
