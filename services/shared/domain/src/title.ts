import type { Series } from './book.ts';

/** A title as catalogues write it, taken apart. */
export type ParsedTitle = { readonly title: string; readonly series?: Series };

/** The bracket that ends a text, with brackets inside it left whole; `undefined` when the text ends otherwise. */
function splitTrailingBracket(text: string): { before: string; inside: string } | undefined {
  if (!text.endsWith(')')) return undefined;
  let depth = 0;
  for (let i = text.length - 1; i >= 0; i -= 1) {
    if (text[i] === ')') depth += 1;
    if (text[i] === '(') depth -= 1;
    if (depth === 0) return { before: text.slice(0, i).trim(), inside: text.slice(i + 1, -1) };
  }
  return undefined;
}

// A name begins with something to read and ends before the first number sign.
const NAME = '(?<name>[^#\\s,:;][^#]*?)';
const DECIMAL = '\\d+(?:\\.\\d+)?';
const NUMBERED_SERIES = [
  // "Discworld, #3", "Dune Chronicles #1", "Day by Day Armageddon,# 2", "Imajica Part #1/2"
  new RegExp(
    `^${NAME}(?:\\s+(?:parts?|vols?\\.|volumes?|no\\.)(?=\\s*#))?[\\s,:]*#\\s*(?<number>\\d.*)$`,
    'iu',
  ),
  // "Dune, Book 1", "Everyman's Library No. 260", but not "The No. 1 Ladies' Detective Agency"
  new RegExp(
    `^${NAME}[\\s,:]+(?:books?|bk\\.?|volumes?|vols?\\.?|parts?|no\\.)\\s*(?<number>${DECIMAL}(?:\\s*[^\\s\\p{L}].*)?)$`,
    'iu',
  ),
  // "Disney Princess, 5", but not a year as in "Paris, 1920"
  new RegExp(`^${NAME},\\s*(?<number>\\d{1,3}(?:\\.\\d+)?)$`, 'u'),
];
const ANTHOLOGY_PREFIX = /^\s*includes:\s*/i;
const FIRST_NUMBER = new RegExp(`^${DECIMAL}`);
// What stands between two volumes: "1-3", "0.1 - 0.4", "1-4 + 3.5", "0.4, 0.5", "4.1, #4.3"
const ANOTHER_VOLUME = /^\s*(?:[-\u2010-\u2015+&,]|and\b|to\b)\s*#?\s*\d/;
const MAX_VOLUME = 10_000;

/** The one volume that a text begins with; `undefined` when it names several. */
function singleVolume(text: string): number | undefined {
  const first = FIRST_NUMBER.exec(text)?.[0];
  if (first === undefined || ANOTHER_VOLUME.test(text.slice(first.length))) return undefined;
  const volume = Number(first);
  return volume <= MAX_VOLUME ? volume : undefined;
}

/** Reads "Discworld, #3; Witches, #1": of several series the one named first. */
function parseNumberedSeries(text: string): Series | undefined {
  const first = text.replace(ANTHOLOGY_PREFIX, '').split(';', 1)[0] ?? '';
  for (const pattern of NUMBERED_SERIES) {
    const { name, number } = pattern.exec(first.trim())?.groups ?? {};
    if (name === undefined || number === undefined) continue;
    const volume = singleVolume(number);
    return volume === undefined ? { name } : { name, volume };
  }
  return undefined;
}

/**
 * Takes the series out of the brackets that end a catalogue title: "Dune (Dune Chronicles, #1)".
 *
 * A bracket is a series if it carries a number, or if its whole content is a series known from elsewhere. Any other
 * bracket (a subtitle, an edition, a publisher's line) stays in the title.
 *
 * @param isKnownSeries answers for a bracket without a number, such as "(Star Wars)"
 * @returns the title without the bracket, and the series; `volume` is absent for a book that holds several volumes
 *   ("#1-3") or names none; a title that would be empty without its bracket is returned whole
 */
export function parseSeriesTitle(
  title: string,
  isKnownSeries: (name: string) => boolean = () => false,
): ParsedTitle {
  const whole = title.trim();
  const split = splitTrailingBracket(whole);
  if (split === undefined || split.before === '') return { title: whole };
  const inside = split.inside.trim();
  const series =
    parseNumberedSeries(inside) ?? (isKnownSeries(inside) ? { name: inside } : undefined);
  return series === undefined ? { title: whole } : { title: split.before, series };
}
