import { foldName } from './fold.ts';
import { cleanLine, type OnTextFinding } from './text.ts';

// What library headings append to a name: "1903-1950", "1872-", "b. 1920", "d. 1618", "ca. 1480-1540", "15th cent."
const YEARS = String.raw`(?:(?:ca?\.? ?|b\. ?|d\. ?|fl\. ?)?\d{3,4}\??(?: ?- ?(?:ca?\.? ?)?(?:\d{3,4}\??)?)?|\d{1,2}(?:st|nd|rd|th) cent\.?(?: (?:bc|b\.c\.))?)`;
const TRAILING_YEARS = new RegExp(String.raw`,\s*${YEARS}\.?$`, 'i');
// "George 1872- Young": the years went into the middle when somebody turned the heading round.
const INNER_YEARS = /(?<=\p{L}\.?) (?:1[0-9]|20)\d{2}-(?:(?:1[0-9]|20)\d{2})? (?=\p{L})/u;
// A stop at the end belongs to an abbreviation or initial, or ends a heading.
const HEADING_STOP = /(?<=[\p{Ll}\p{M}]{4,}|\))\.$/u;
const SHORT_FORMS = new Set(['inst.', 'univ.', 'dept.', 'corp.', 'assoc.', 'bros.', 'prof.']);

/** Names that stand for nobody in particular. */
const PLACEHOLDERS = [
  'various',
  'various authors',
  'anonymous',
  'anon',
  'unknown',
  'unknown author',
  'none',
  'n/a',
  'not available',
  'no author',
  'multiple authors',
];
const FOLDED_PLACEHOLDERS = new Set(PLACEHOLDERS.map(foldName));

export type NameFinding = Parameters<OnTextFinding>[0] | 'years in a name' | 'heading stop';

/** The name of a person or body as the catalogue keeps it; empty when nothing is left. */
export function cleanName(text: string, onFinding: (finding: NameFinding) => void): string {
  const line = cleanLine(text, onFinding);
  let name = line.replace(TRAILING_YEARS, '').replace(INNER_YEARS, ' ');
  if (name !== line) onFinding('years in a name');
  if (name.endsWith('.') && !SHORT_FORMS.has(name.slice(name.lastIndexOf(' ') + 1).toLowerCase())) {
    const bare = name.replace(HEADING_STOP, '');
    if (bare !== name) onFinding('heading stop');
    name = bare;
  }
  return name.replace(/[\s,;]+$/, '');
}

/** True for a name folded by `foldName` such as "various" or "anonymous". */
export function isPlaceholderName(folded: string): boolean {
  return folded === '' || FOLDED_PLACEHOLDERS.has(folded);
}
