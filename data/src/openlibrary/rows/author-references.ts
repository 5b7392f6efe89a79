import { isObject, listOf, referenceOf } from './json-fields.ts';
import { numberOfKey } from './keys.ts';

export type ReferenceFinding =
  'author role as text' | 'author as plain text' | 'author entry without author';

// As many as a book of the catalogue may have.
const MAX_AUTHORS = 100;

/**
 * The numbers of the authors of a work or edition, in order, each once. An entry may be `{author: {key}, type}`,
 * `{author: key}`, `{key}`, or the key itself; the type may be an object or a text.
 */
export function readAuthorReferences(
  value: unknown,
  onFinding: (finding: ReferenceFinding) => void,
): number[] {
  const numbers: number[] = [];
  for (const entry of listOf(value)) {
    const number = numberOfKey(keyOf(entry, onFinding), 'author');
    if (number === 0) onFinding('author entry without author');
    else if (!numbers.includes(number) && numbers.length < MAX_AUTHORS) numbers.push(number);
  }
  return numbers;
}

function keyOf(entry: unknown, onFinding: (finding: ReferenceFinding) => void): unknown {
  if (!isObject(entry)) {
    if (typeof entry === 'string') onFinding('author as plain text');
    return entry;
  }
  if (typeof entry['type'] === 'string') onFinding('author role as text');
  if (entry['author'] === undefined) return entry['key'];
  if (typeof entry['author'] === 'string') onFinding('author as plain text');
  return referenceOf(entry['author']);
}
