import type { Series } from '@books/domain/book';
import { parseSeriesTitle } from '@books/domain/title';
import { cleanLine, type OnTextFinding } from './text.ts';

const MAX_VOLUME = 10_000;
const TRAILING_MARKS = /[\s,.:;/=-]+$/;
const VOLUME_WORD = String.raw`(?:v|vol|vols|volume|bd|band|t|tome|no|nr|nos|num|number|bk|book|pt|part|n|#)`;
const NUMBER = String.raw`\[?(?<number>\d{1,5}(?:\.\d+)?)\]?`;
// "v. 3", "nr. 151", "[31]", "42": a statement of its own behind the name
const VOLUME_ONLY = new RegExp(String.raw`^\(?(?:${VOLUME_WORD}\.?\s*)?${NUMBER}\)?\.?$`, 'i');
// "Idées ; 348", "Library of America -- 292", "Living in Our World, Vol. 1", "Discworld #3"
const NAME_AND_VOLUME = new RegExp(
  String.raw`^(?<name>.*[^\s,.:;/=-])(?:\s*(?:;|--|,)\s*(?:${VOLUME_WORD}\.?\s*)?|\s+\(?${VOLUME_WORD}\.?\s*|\s*#\s*)${NUMBER}\)?\.?$`,
  'i',
);

/**
 * The series in the statements of one record. A statement may hold the volume itself, or be followed by one that is
 * nothing but the volume. Publishers' lists without a number ("World's classics") say little about a book and are
 * left out.
 *
 * @returns the first series with a volume; `undefined` when no statement has one
 */
export function readSeries(
  statements: readonly string[],
  onFinding: OnTextFinding,
): Series | undefined {
  let name = '';
  for (const statement of statements) {
    const line = cleanLine(statement, onFinding);
    const alone = VOLUME_ONLY.exec(line)?.groups?.['number'];
    if (alone !== undefined && name !== '') return seriesOf(name, alone);
    const together = NAME_AND_VOLUME.exec(line)?.groups;
    if (together !== undefined) return seriesOf(together['name']!, together['number']!);
    const bracketed = parseSeriesTitle(`x (${line})`).series;
    if (bracketed?.volume !== undefined) return bracketed;
    name = line.replace(TRAILING_MARKS, '');
  }
  return undefined;
}

function seriesOf(name: string, number: string): Series | undefined {
  const volume = Number(number);
  const bare = name.replace(TRAILING_MARKS, '').slice(0, 300);
  return volume <= MAX_VOLUME && bare !== '' ? { name: bare, volume } : undefined;
}
