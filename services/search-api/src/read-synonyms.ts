import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseSynonyms, type Synonyms } from '@books/search-index/synonyms';

const SHIPPED = fileURLToPath(new URL('../synonyms.txt', import.meta.url));

/**
 * Reads the synonyms that searches know.
 *
 * @param path `undefined` for those that are shipped
 * @throws Error that names the file and what is wrong with it
 */
export async function readSynonyms(path: string | undefined): Promise<Synonyms> {
  const file = path ?? SHIPPED;
  try {
    return parseSynonyms(await readFile(file, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`the synonyms in ${file} cannot be read: ${reason}`, { cause });
  }
}
