import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';

/** The lines of a text file that are not empty, with their numbers from 1; a name ending in `.gz` is unpacked. */
export async function* linesOf(path: string): AsyncIterable<{ text: string; number: number }> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let number = 0;
  for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (text.trim() !== '') yield { text, number };
  }
}

/**
 * Reads every line of a file.
 *
 * @throws Error naming the file and the line that cannot be read
 */
export async function* readLines<Item>(
  path: string,
  read: (line: string) => Item,
): AsyncIterable<Item> {
  for await (const { text, number } of linesOf(path)) {
    try {
      yield read(text);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${path}, line ${number}: ${reason}`, { cause });
    }
  }
}

export async function readAllLines<Item>(
  path: string,
  read: (line: string) => Item,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of readLines(path, read)) items.push(item);
  return items;
}
