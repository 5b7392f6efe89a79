import { readFileSync } from 'node:fs';
import { readLibrary, type KnownBook } from '../readers/library.ts';

/** `library.json`. */
export const LIBRARY = new URL('../readers/library.json', import.meta.url);

/** The books that readers of the load test know. */
export function readLibraryFile(): readonly KnownBook[] {
  return readLibrary(readFileSync(LIBRARY, 'utf8'));
}
