import { parseArgs } from 'node:util';
import { TimeText } from './rating-fields.ts';

export const USAGE = `Fills a store with a catalogue and its ratings.

  npm run load -- --books FILE --ratings FILE --to sqlite [--database FILE] [--replace]
  npm run load -- --books FILE --ratings FILE --to dynamodb [--max-wcu N] [--replace]

  --books FILE      the catalogue: one book as JSON a line, plain or gzip
  --ratings FILE    CSV with the columns user_id,book_id,rating[,timestamp], plain or gzip
  --to STORE        sqlite or dynamodb
  --replace         remove what the store holds first; without it a store that is not empty is left alone
  --undated-at TIME the time of ratings that carry none (2017-09-01 or 2017-09-01T12:00:00Z); now if not given
  --bad-rows FILE   write every row that was left out, with file, line and reason
  --help            show this text

To SQLite:
  --database FILE   the file; .data/books.sqlite if not given

To DynamoDB, in AWS_REGION, into the tables of ENVIRONMENT (local if not set) or those that DYNAMODB_TABLE_BOOKS and
DYNAMODB_TABLE_RATINGS name:
  --max-wcu N       write no more than N units a second; as fast as it goes if not given
  --endpoint URL    another place than the region's, such as http://127.0.0.1:8800 of DynamoDB Local;
                    DYNAMODB_ENDPOINT if not given
  --create-tables   create the tables that are not there, as for DynamoDB Local
A load that was ended early goes on where it stopped: run it again with the same files, without --replace.

The formats are described in docs/data-architecture.md.
Exit code: 0 when loaded, even if rows were left out; 1 when not; 2 for wrong arguments; 130 when interrupted.
`;

export const DEFAULT_DATABASE_PATH = '.data/books.sqlite';

/** The store to fill. */
export type LoadTarget =
  | { readonly store: 'sqlite'; readonly databasePath: string }
  | {
      readonly store: 'dynamodb';
      readonly endpoint: string | undefined;
      /** The most to write, in units a second. */
      readonly maxWriteUnits: number | undefined;
      readonly createsTables: boolean;
    };

export type LoadArguments = {
  readonly booksPath: string;
  readonly ratingsPath: string;
  readonly target: LoadTarget;
  readonly replace: boolean;
  readonly undatedAt: Date | undefined;
  readonly badRowsPath: string | undefined;
};

/** What the command line asks for: to load, to show the usage, or nothing that can be done. */
export type LoadRequest =
  { readonly kind: 'load'; readonly arguments: LoadArguments } | { readonly kind: 'help' } | Fault;

type Fault = { readonly kind: 'fault'; readonly message: string };

/** Reads the words after the command's name. */
export function parseLoadArguments(words: readonly string[]): LoadRequest {
  try {
    return readOptions(words);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', message: error.message };
  }
}

/** @throws TypeError for an option that does not exist or lacks its value, as `parseArgs` does */
function readOptions(words: readonly string[]): LoadRequest {
  const { values } = parseArgs({
    args: [...words],
    options: {
      books: { type: 'string' },
      ratings: { type: 'string' },
      to: { type: 'string' },
      replace: { type: 'boolean', default: false },
      'undated-at': { type: 'string' },
      'bad-rows': { type: 'string' },
      help: { type: 'boolean', default: false },
      ...TARGET_OPTIONS,
    },
  });
  if (values.help) return { kind: 'help' };
  const { books, ratings, to, 'undated-at': undatedText } = values;
  if (books === undefined) return fault('--books is missing');
  if (ratings === undefined) return fault('--ratings is missing');
  if (to === undefined) return fault('--to is missing');
  const target = readTarget(to, values);
  if ('kind' in target) return target;
  const undatedAt = undatedText === undefined ? undefined : TimeText.safeParse(undatedText);
  if (undatedAt?.success === false) {
    return fault(`--undated-at ${undatedAt.error.issues[0]?.message}`);
  }
  return {
    kind: 'load',
    arguments: {
      booksPath: books,
      ratingsPath: ratings,
      target,
      replace: values.replace,
      undatedAt: undatedAt?.data,
      badRowsPath: values['bad-rows'],
    },
  };
}

/** Options that only one of the stores has. */
const TARGET_OPTIONS = {
  database: { type: 'string' },
  endpoint: { type: 'string' },
  'max-wcu': { type: 'string' },
  'create-tables': { type: 'boolean' },
} as const;
const OPTIONS_OF_STORE: Record<LoadTarget['store'], readonly (keyof typeof TARGET_OPTIONS)[]> = {
  sqlite: ['database'],
  dynamodb: ['endpoint', 'max-wcu', 'create-tables'],
};

type TargetValues = {
  readonly database?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly 'max-wcu'?: string | undefined;
  readonly 'create-tables'?: boolean | undefined;
};

function readTarget(to: string, values: TargetValues): LoadTarget | Fault {
  if (to !== 'sqlite' && to !== 'dynamodb') {
    return fault(`--to must be sqlite or dynamodb, not ${to}`);
  }
  const other = to === 'sqlite' ? 'dynamodb' : 'sqlite';
  const stray = OPTIONS_OF_STORE[other].find((option) => values[option] !== undefined);
  if (stray !== undefined) return fault(`--${stray} is for --to ${other}`);
  if (to === 'sqlite') {
    return { store: to, databasePath: values.database ?? DEFAULT_DATABASE_PATH };
  }
  const { endpoint, 'max-wcu': maxUnits } = values;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    return fault('--endpoint must be a URL such as http://127.0.0.1:8800');
  }
  if (maxUnits !== undefined && !/^[1-9]\d{0,6}$/.test(maxUnits)) {
    return fault('--max-wcu must be a whole number from 1 to 9999999');
  }
  return {
    store: to,
    endpoint,
    maxWriteUnits: maxUnits === undefined ? undefined : Number(maxUnits),
    createsTables: values['create-tables'] ?? false,
  };
}

function fault(message: string): Fault {
  return { kind: 'fault', message };
}
