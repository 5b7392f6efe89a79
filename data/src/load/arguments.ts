import { parseArgs } from 'node:util';
import { TimeText } from './rating-fields.ts';

export const USAGE = `Fills a store with a catalogue and its ratings, or brings it up to date.

  npm run load -- --books FILE [--aliases FILE] [--ratings FILE] --to sqlite [--database FILE] [--replace]
  npm run load -- --books FILE [--aliases FILE] [--ratings FILE] --to dynamodb [--max-wcu N] [--replace]
  npm run load -- --books FILE [--aliases FILE] --to sqlite|dynamodb --update
  npm run load -- --books FILE --to search-index --file FILE
  npm run load -- --books FILE --to opensearch --file FILE [--index NAME]

  --books FILE      the catalogue: one book as JSON a line, plain or gzip
  --aliases FILE    CSV with the columns alias,book_id: ids that lead to books, plain or gzip
  --ratings FILE    CSV with the columns user_id,book_id,rating[,timestamp], plain or gzip
  --to STORE        sqlite or dynamodb; search-index for a snapshot that search-api loads; opensearch for a file that
                    its _bulk takes
  --replace         remove what the store holds first; without it a store that is not empty is left alone
  --update          write record by record into a store that is in use; its ratings stay
  --dry-run         read and check the files, and change nothing
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

To a file of the search index or for OpenSearch:
  --file FILE       where it is written; for OpenSearch gzip when the name ends in .gz
  --index NAME      the index in OpenSearch; books if not given

The formats are described in docs/data-architecture.md.
Exit code: 0 when loaded, even if rows were left out; 1 when not; 2 for wrong arguments; 130 when interrupted.
`;

export const DEFAULT_DATABASE_PATH = '.data/books.sqlite';
const DEFAULT_INDEX = 'books';

/** What is to be filled. */
export type LoadTarget = StoreTarget | FileTarget;

/** A file that is made of the books alone. */
export type FileTarget = {
  readonly store: 'search-index' | 'opensearch';
  readonly path: string;
  /** Name of the index in OpenSearch. */
  readonly index: string;
};

export type StoreTarget =
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
  readonly aliasesPath: string | undefined;
  readonly ratingsPath: string | undefined;
  readonly target: LoadTarget;
  readonly replace: boolean;
  readonly isUpdate: boolean;
  readonly isDryRun: boolean;
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
      aliases: { type: 'string' },
      ratings: { type: 'string' },
      to: { type: 'string' },
      replace: { type: 'boolean', default: false },
      update: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      'undated-at': { type: 'string' },
      'bad-rows': { type: 'string' },
      help: { type: 'boolean', default: false },
      ...TARGET_OPTIONS,
    },
  });
  if (values.help) return { kind: 'help' };
  const { books, aliases, ratings, to, replace, update, 'undated-at': undatedText } = values;
  if (books === undefined) return fault('--books is missing');
  if (to === undefined) return fault('--to is missing');
  const target = readTarget(to, values);
  if ('kind' in target) return target;
  if (update && (replace || ratings !== undefined)) {
    return fault('--update goes neither with --replace nor with --ratings');
  }
  const isFile = target.store === 'search-index' || target.store === 'opensearch';
  if (isFile && (update || replace || ratings !== undefined || aliases !== undefined)) {
    return fault(`--to ${target.store} takes books only`);
  }
  const undatedAt = undatedText === undefined ? undefined : TimeText.safeParse(undatedText);
  if (undatedAt?.success === false) {
    return fault(`--undated-at ${undatedAt.error.issues[0]?.message}`);
  }
  return {
    kind: 'load',
    arguments: {
      booksPath: books,
      aliasesPath: aliases,
      ratingsPath: ratings,
      target,
      replace,
      isUpdate: update,
      isDryRun: values['dry-run'],
      undatedAt: undatedAt?.data,
      badRowsPath: values['bad-rows'],
    },
  };
}

/** Options that only some of the targets have. */
const TARGET_OPTIONS = {
  database: { type: 'string' },
  endpoint: { type: 'string' },
  'max-wcu': { type: 'string' },
  'create-tables': { type: 'boolean' },
  file: { type: 'string' },
  index: { type: 'string' },
} as const;
type TargetOption = keyof typeof TARGET_OPTIONS;
const OPTIONS_OF_TARGET: Record<LoadTarget['store'], readonly TargetOption[]> = {
  sqlite: ['database'],
  dynamodb: ['endpoint', 'max-wcu', 'create-tables'],
  'search-index': ['file'],
  opensearch: ['file', 'index'],
};

type TargetValues = {
  readonly database?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly 'max-wcu'?: string | undefined;
  readonly 'create-tables'?: boolean | undefined;
  readonly file?: string | undefined;
  readonly index?: string | undefined;
};

function isTarget(to: string): to is LoadTarget['store'] {
  return Object.hasOwn(OPTIONS_OF_TARGET, to);
}

function readTarget(to: string, values: TargetValues): LoadTarget | Fault {
  if (!isTarget(to)) {
    return fault(`--to must be sqlite, dynamodb, search-index or opensearch, not ${to}`);
  }
  // The keys are those of the table above.
  const options = Object.keys(TARGET_OPTIONS) as TargetOption[];
  const stray = options.find(
    (option) => values[option] !== undefined && !OPTIONS_OF_TARGET[to].includes(option),
  );
  if (stray !== undefined) return fault(`--${stray} is not for --to ${to}`);
  if (to === 'search-index' || to === 'opensearch') {
    if (values.file === undefined) return fault('--file is missing');
    return { store: to, path: values.file, index: values.index ?? DEFAULT_INDEX };
  }
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
