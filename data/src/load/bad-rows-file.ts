import { closeSync, openSync, writeSync } from 'node:fs';
import { DomainError } from '@books/domain/errors';
import { formatBadRow, type BadRow } from './source.ts';

/**
 * A file that lists rows which were left out, one a line. It is written at once and not buffered, so that millions of
 * bad rows need no memory.
 *
 * @throws DomainError invalid_request when the file cannot be written
 */
export function openBadRowsFile(path: string): {
  readonly write: (row: BadRow) => void;
  readonly close: () => void;
} {
  const descriptor = openForWriting(path);
  return {
    write: (row) => void writeSync(descriptor, `${formatBadRow(row)}\n`),
    close: () => closeSync(descriptor),
  };
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw new DomainError('invalid_request', `${path} cannot be written`, { cause });
  }
}
