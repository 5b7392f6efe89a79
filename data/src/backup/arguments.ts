import { parseArgs } from 'node:util';
import { DEFAULT_DATABASE_PATH } from '../load/arguments.ts';

export const BACKUP_USAGE = `Writes a store to files: npm run backup -- --from STORE --out FOLDER

  --from STORE      sqlite or dynamodb
  --out FOLDER      where to write; a backup that was ended early goes on there
`;

export const RESTORE_USAGE = `Puts a backup into a store and has the audit compare every book: npm run restore -- --in FOLDER --to STORE

  --in FOLDER       what npm run backup has written; its checksums are verified
  --to STORE        sqlite or dynamodb, as the backup is
  --replace         remove what the store holds first; without it a store that is not empty is left alone
  --create-tables   create the DynamoDB tables that are not there
A restore that was ended early goes on where it stopped. Nobody should write to the store meanwhile.
`;

export const STORE_USAGE = `  --database FILE   the SQLite file; ${DEFAULT_DATABASE_PATH} if not given
  --endpoint URL    another DynamoDB than the region's; DYNAMODB_ENDPOINT if not given. AWS_REGION, ENVIRONMENT,
                    DYNAMODB_TABLE_BOOKS, DYNAMODB_TABLE_RATINGS and READER_KEY count as in npm run load
  --help            show this text

Exit code: 0 when done, 1 when not, 2 for wrong arguments, 130 when interrupted.
`;

/** Which store, and where. */
export type CopiedStore =
  | { readonly kind: 'sqlite'; readonly databasePath: string }
  | {
      readonly kind: 'dynamodb';
      readonly endpoint: string | undefined;
      readonly createsTables: boolean;
    };

export type CopyRequest =
  | { readonly kind: 'backup'; readonly folder: string; readonly store: CopiedStore }
  | {
      readonly kind: 'restore';
      readonly folder: string;
      readonly store: CopiedStore;
      readonly replace: boolean;
    }
  | { readonly kind: 'help'; readonly usage: string }
  | { readonly kind: 'fault'; readonly message: string };

/** Reads the words after the command's name; the first is `backup` or `restore`. */
export function parseCopyArguments([command, ...words]: readonly string[]): CopyRequest {
  try {
    return command === 'restore' ? readRestore(words) : readBackup(words);
  } catch (error) {
    // What `parseArgs` throws for an option that does not exist or lacks its value.
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', message: error.message };
  }
}

const STORE_OPTIONS = {
  database: { type: 'string', default: DEFAULT_DATABASE_PATH },
  endpoint: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readBackup(words: readonly string[]): CopyRequest {
  const { values } = parseArgs({
    args: [...words],
    options: { ...STORE_OPTIONS, from: { type: 'string' }, out: { type: 'string' } },
  });
  if (values.help) return { kind: 'help', usage: BACKUP_USAGE + STORE_USAGE };
  const { from, out, database, endpoint } = values;
  if (out === undefined) return { kind: 'fault', message: '--out FOLDER is missing' };
  const store = storeOf(from, { database, endpoint, createsTables: false });
  if (store === undefined) return { kind: 'fault', message: '--from must be sqlite or dynamodb' };
  return { kind: 'backup', folder: out, store };
}

function readRestore(words: readonly string[]): CopyRequest {
  const { values } = parseArgs({
    args: [...words],
    options: {
      ...STORE_OPTIONS,
      in: { type: 'string' },
      to: { type: 'string' },
      replace: { type: 'boolean', default: false },
      'create-tables': { type: 'boolean', default: false },
    },
  });
  if (values.help) return { kind: 'help', usage: RESTORE_USAGE + STORE_USAGE };
  const { to, database, endpoint, replace, 'create-tables': createsTables } = values;
  if (values.in === undefined) return { kind: 'fault', message: '--in FOLDER is missing' };
  const store = storeOf(to, { database, endpoint, createsTables });
  if (store === undefined) return { kind: 'fault', message: '--to must be sqlite or dynamodb' };
  return { kind: 'restore', folder: values.in, store, replace };
}

function storeOf(
  kind: string | undefined,
  given: { database: string; endpoint: string | undefined; createsTables: boolean },
): CopiedStore | undefined {
  if (kind === 'sqlite') return { kind, databasePath: given.database };
  if (kind !== 'dynamodb') return undefined;
  return { kind, endpoint: given.endpoint, createsTables: given.createsTables };
}
