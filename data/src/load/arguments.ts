import { parseArgs } from 'node:util';
import { TimeText } from './rating-fields.ts';

export const USAGE = `Fills a store with a catalogue and its ratings.

  npm run load -- --books FILE --ratings FILE --to sqlite [--database FILE] [--replace]

  --books FILE      the catalogue: one book as JSON a line, plain or gzip
  --ratings FILE    CSV with the columns user_id,book_id,rating[,timestamp], plain or gzip
  --to STORE        sqlite or dynamodb
  --database FILE   the SQLite file; .data/books.sqlite if not given
  --replace         remove what the store holds first; without it a store that is not empty is left alone
  --undated-at TIME the time of ratings that carry none (2017-09-01 or 2017-09-01T12:00:00Z); now if not given
  --bad-rows FILE   write every row that was left out, with file, line and reason
  --help            show this text

The formats are described in docs/data-architecture.md.
Exit code: 0 when loaded, even if rows were left out; 1 when not; 2 for wrong arguments; 130 when interrupted.
`;

export const DEFAULT_DATABASE_PATH = '.data/books.sqlite';

export type LoadArguments = {
  readonly booksPath: string;
  readonly ratingsPath: string;
  readonly databasePath: string;
  readonly replace: boolean;
  readonly undatedAt: Date | undefined;
  readonly badRowsPath: string | undefined;
};

/** What the command line asks for: to load, to show the usage, or nothing that can be done. */
export type LoadRequest =
  | { readonly kind: 'load'; readonly arguments: LoadArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly message: string };

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
      database: { type: 'string', default: DEFAULT_DATABASE_PATH },
      replace: { type: 'boolean', default: false },
      'undated-at': { type: 'string' },
      'bad-rows': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  const { books, ratings, to, 'undated-at': undatedText } = values;
  if (books === undefined) return missing('--books');
  if (ratings === undefined) return missing('--ratings');
  if (to === undefined) return missing('--to');
  if (to === 'dynamodb') {
    return {
      kind: 'fault',
      message: '--to dynamodb comes with the DynamoDB adapters, which are not there yet',
    };
  }
  if (to !== 'sqlite') {
    return { kind: 'fault', message: `--to must be sqlite or dynamodb, not ${to}` };
  }
  const undatedAt = undatedText === undefined ? undefined : TimeText.safeParse(undatedText);
  if (undatedAt?.success === false) {
    return { kind: 'fault', message: `--undated-at ${undatedAt.error.issues[0]?.message}` };
  }
  return {
    kind: 'load',
    arguments: {
      booksPath: books,
      ratingsPath: ratings,
      databasePath: values.database,
      replace: values.replace,
      undatedAt: undatedAt?.data,
      badRowsPath: values['bad-rows'],
    },
  };
}

function missing(option: string): LoadRequest {
  return { kind: 'fault', message: `${option} is missing` };
}
