import { runTableCommand } from '../tables/table-command.ts';
import { convertGutenberg } from './convert-gutenberg.ts';

const usage = `Turns the catalogue of Project Gutenberg into the catalogue's own format.

  npm run data:gutenberg -- --in DIR --out DIR [--as-of DAY] [--copyrighted] [--dry-run]

  --in DIR       the folder with gutenberg_metadata.csv.gz and gutenberg_subjects.csv.gz
  --out DIR      where books.jsonl.gz, aliases.csv.gz, left-out.csv.gz, report.json and report.txt are written
  --as-of DAY    the day that the tables are of (2026-06-25); today if not given
  --copyrighted  take texts under copyright too
  --dry-run      show the report and write nothing
`;

process.exitCode = await runTableCommand(
  process.argv.slice(2),
  { usage, convert: convertGutenberg },
  {
    writeOutput: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    now: () => new Date(),
  },
);
