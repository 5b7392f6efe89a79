import { foldedWords } from './fold.ts';

/** For a folded word or phrase the words that may be read in its place. */
export type Synonyms = ReadonlyMap<string, readonly (readonly string[])[]>;

export const NO_SYNONYMS: Synonyms = new Map();

/**
 * Reads a file of synonyms. A line is `lotr => lord of the rings`, read that way only, or `a = b`, read both ways;
 * `#` begins a comment.
 *
 * @throws Error naming the line that is neither
 */
export function parseSynonyms(file: string): Synonyms {
  const synonyms = new Map<string, string[][]>();
  const add = (from: readonly string[], to: string[]) => {
    const key = from.join(' ');
    synonyms.set(key, [...(synonyms.get(key) ?? []), to]);
  };
  file.split('\n').forEach((rawLine, i) => {
    const line = rawLine.replace(/#.*/, '').trim();
    if (line === '') return;
    const oneWay = line.includes('=>');
    const [left = [], right = [], ...more] = line.split(oneWay ? '=>' : '=').map(foldedWords);
    if (left.length === 0 || right.length === 0 || more.length > 0) {
      throw new Error(`line ${i + 1} of the synonyms must be "a => b" or "a = b", not "${line}"`);
    }
    add(left, right);
    if (!oneWay) add(right, left);
  });
  return synonyms;
}
