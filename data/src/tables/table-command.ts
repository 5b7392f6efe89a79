import { parseArgs } from 'node:util';
import { DomainError } from '@books/domain/errors';
import { formatReportText } from '../openlibrary/report.ts';
import { type GatheredCatalogue, writeCatalogueFiles } from './gather-catalogue.ts';

export type TableCommand = {
  readonly usage: string;
  readonly convert: (
    input: string,
    options: { readonly asOf: string; readonly withCopyrighted: boolean },
  ) => Promise<GatheredCatalogue>;
};

export type TableCommandDeps = {
  readonly writeOutput: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly now: () => Date;
};

/**
 * A command that turns tables into a catalogue.
 *
 * @param words what follows the command's name
 * @returns the exit code: 0 when done, 1 when not, 2 for wrong arguments
 */
export async function runTableCommand(
  words: readonly string[],
  { usage, convert }: TableCommand,
  { writeOutput, writeError, now }: TableCommandDeps,
): Promise<number> {
  const options = readOptions(words);
  if (typeof options === 'string') {
    writeError(`${options}; --help shows what there is\n`);
    return 2;
  }
  if (options.help) {
    writeOutput(usage);
    return 0;
  }
  const asOf = options['as-of'] ?? now().toISOString().slice(0, 'yyyy-mm-dd'.length);
  if (!/^\d{4}-\d\d-\d\d$/.test(asOf) || Number.isNaN(Date.parse(asOf))) {
    writeError('--as-of must be a day such as 2026-11-01\n');
    return 2;
  }
  if (options.in === undefined || (options.out === undefined && !options['dry-run'])) {
    writeError(usage);
    return 2;
  }
  try {
    const catalogue = await convert(options.in, { asOf, withCopyrighted: options.copyrighted });
    if (options.out !== undefined && !options['dry-run']) {
      writeCatalogueFiles(options.out, catalogue);
    }
    writeOutput(formatReportText(catalogue.report));
    return 0;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    writeError(`${error.message}\n`);
    return 1;
  }
}

/** The options, or what is wrong with them. */
function readOptions(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        in: { type: 'string' },
        out: { type: 'string' },
        'as-of': { type: 'string' },
        copyrighted: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}
