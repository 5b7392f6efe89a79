import { runTableCommand } from '../tables/table-command.ts';
import { convertGoodreads } from './convert-goodreads.ts';

const usage = `Turns a list of books in the manner of Goodreads into the catalogue's own format.

  npm run data:goodreads -- --in FILE --out DIR [--as-of DAY] [--dry-run]

  --in FILE     CSV, plain or gzip, with the columns bookID, title, authors and what else there is; also after a
                spreadsheet has had it
  --out DIR     where books.jsonl.gz, aliases.csv.gz, left-out.csv.gz, report.json and report.txt are written
  --as-of DAY   the day that the figures are of (2019-05-25); today if not given
  --dry-run     show the report and write nothing
`;

process.exitCode = await runTableCommand(
  process.argv.slice(2),
  { usage, convert: convertGoodreads },
  {
    writeOutput: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    now: () => new Date(),
  },
);
