import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { parseLanguage } from '@books/domain/language';

export const USAGE = `Turns the dumps of Open Library into a ranked catalogue in our own format.

  npm run data:openlibrary -- --works F --authors F --editions F [--ratings F] --out DIR

  --works F, --authors F, --editions F, --ratings F
                    dumps, plain or gzip: a file, an http(s) address, or - for standard input. Each may be given several
                    times; rows are told apart by their type, so a dump of all types will do for any of the first three
  --out DIR         where books.jsonl.gz, aliases.csv.gz, left-out.csv.gz, books.digests, report.json and report.txt
                    are written. While the work lasts, DIR/.unfinished holds about as much as the unpacked dumps' half

What goes in:
  --language CODE   only books in this language, such as en
  --min-ratings N   only books with so many ratings
  --limit N         only the N books that rank highest
  --no-descriptions leave descriptions out; they are other people's prose

  --previous DIR    a catalogue that an older dump gave: changes.jsonl.gz and gone.csv.gz tell what is different
  --as-of DAY       the day that ratings are of (2026-11-01); the newest day in them if not given
  --dry-run         do everything and show the report, but write no catalogue
  --restart         begin anew, even where an interrupted run could go on
  --threads N       ${availableParallelism()} on this machine if not given
  --help            show this text

A run that was interrupted, by Ctrl-C or by losing the machine, goes on when the same command is given again; the
catalogue is the same to the byte. Formats and rules are described in docs/data.md.
Exit code: 0 when written; 1 when not; 2 for wrong arguments; 130 when interrupted.
`;

export type InputLocation = { readonly content: 'dump' | 'ratings'; readonly location: string };

export type OpenLibraryArguments = {
  readonly inputs: readonly InputLocation[];
  readonly out: string;
  readonly language: string | undefined;
  readonly minRatings: number | undefined;
  readonly limit: number | undefined;
  readonly withDescriptions: boolean;
  readonly previous: string | undefined;
  readonly asOf: string | undefined;
  readonly dryRun: boolean;
  readonly restart: boolean;
  readonly threads: number;
};

/** What the command line asks for: a run, the usage, or nothing that can be done. */
export type OpenLibraryRequest =
  | { readonly kind: 'run'; readonly arguments: OpenLibraryArguments }
  | { readonly kind: 'help' }
  | Fault;

type Fault = { readonly kind: 'fault'; readonly message: string };

const WHOLE_NUMBER = /^\d{1,9}$/;
const POSITIVE_NUMBER = /^[1-9]\d{0,8}$/;

/** Reads the words after the command's name. */
export function parseOpenLibraryArguments(words: readonly string[]): OpenLibraryRequest {
  try {
    return readOptions(words);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return fault(error.message);
  }
}

/** @throws TypeError for an option that does not exist or lacks its value, as `parseArgs` does */
function readOptions(words: readonly string[]): OpenLibraryRequest {
  const { values } = parseArgs({
    args: [...words],
    options: {
      works: { type: 'string', multiple: true, default: [] },
      authors: { type: 'string', multiple: true, default: [] },
      editions: { type: 'string', multiple: true, default: [] },
      ratings: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      language: { type: 'string' },
      'min-ratings': { type: 'string' },
      limit: { type: 'string' },
      'no-descriptions': { type: 'boolean', default: false },
      previous: { type: 'string' },
      'as-of': { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      restart: { type: 'boolean', default: false },
      threads: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { kind: 'help' };
  const { works, authors, editions, ratings, out, limit, threads } = values;
  const dumps = [...works, ...authors, ...editions];
  if (dumps.length === 0) return fault('--works, --authors or --editions is missing');
  if (out === undefined) return fault('--out is missing');
  const all = [...dumps, ...ratings];
  if (all.filter((location) => location === '-').length > 1) {
    return fault('only one input can be standard input (-)');
  }
  const language = values.language === undefined ? undefined : parseLanguage(values.language);
  if (values.language !== undefined && language === undefined) {
    return fault(`--language ${values.language} is no language code`);
  }
  const minRatings = values['min-ratings'];
  if (minRatings !== undefined && !WHOLE_NUMBER.test(minRatings)) {
    return fault('--min-ratings must be a whole number');
  }
  if (limit !== undefined && !POSITIVE_NUMBER.test(limit)) {
    return fault('--limit must be a whole number from 1 on');
  }
  if (threads !== undefined && !/^(?:[1-9]|[1-5]\d|6[0-4])$/.test(threads)) {
    return fault('--threads must be a number from 1 to 64');
  }
  const asOf = values['as-of'];
  if (asOf !== undefined && !isDay(asOf)) return fault('--as-of must be a day such as 2026-11-01');
  if (values.previous === out) return fault('--previous must be another folder than --out');
  return {
    kind: 'run',
    arguments: {
      inputs: [
        ...dumps.map((location) => ({ content: 'dump' as const, location })),
        ...ratings.map((location) => ({ content: 'ratings' as const, location })),
      ],
      out,
      language,
      minRatings: minRatings === undefined ? undefined : Number(minRatings),
      limit: limit === undefined ? undefined : Number(limit),
      withDescriptions: !values['no-descriptions'],
      previous: values.previous,
      asOf,
      dryRun: values['dry-run'],
      restart: values.restart,
      threads: threads === undefined ? availableParallelism() : Number(threads),
    },
  };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function fault(message: string): Fault {
  return { kind: 'fault', message };
}
