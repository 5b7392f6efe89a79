import { comparableWords, editDistance } from './comparable-words.ts';

const SAME = 1;
const INITIALS = 0.98;
const TYPO = 0.95;
/** The file names no author, or the catalogue none. */
const UNKNOWN = 0.85;
const OTHER = 0.4;

/**
 * How sure it is that two lists of authors are of one book: 1 for the same name, less for initials and typing faults, 0.85
 * when a list is empty, 0.4 when nobody is in both. Names are read with the family name last, or first before a comma.
 *
 * Whom the wanted list names first has to be in the other: a play after a novel has the novelist too, but second. That is
 * as good as unknown.
 */
export function authorLikeness(wanted: readonly string[], known: readonly string[]): number {
  const [some, others] = [wanted, known].map((names) => names.map(nameOf).filter(hasFamilyName));
  const [first, ...more] = some!;
  if (first === undefined || others!.length === 0) return UNKNOWN;
  const likenessOf = (name: Name) => Math.max(...others!.map((other) => nameLikeness(name, other)));
  const ofFirst = likenessOf(first);
  return Math.max(ofFirst, ...more.map((name) => Math.min(likenessOf(name), UNKNOWN)));
}

type Name = { readonly given: readonly string[]; readonly family: string };

const NAME_SUFFIXES = new Set(['jr', 'sr', 'ii', 'iii', 'phd', 'md']);

function nameOf(text: string): Name {
  const [family = '', given = ''] = text.includes(',') ? text.split(',', 2) : [];
  const words = comparableWords(given === '' ? text.replace(',', ' ') : `${given} ${family}`);
  const parts = words.filter((word, at) => at === 0 || !NAME_SUFFIXES.has(word));
  return { given: parts.slice(0, -1), family: parts.at(-1) ?? '' };
}

function hasFamilyName({ family }: Name): boolean {
  return family !== '';
}

function nameLikeness(one: Name, other: Name): number {
  const isTypo =
    one.family !== other.family &&
    Math.min(one.family.length, other.family.length) >= 5 &&
    editDistance(one.family, other.family) === 1;
  if (one.family !== other.family && !isTypo) return OTHER;
  if (!agree(one.given, other.given)) return OTHER;
  if (isTypo) return TYPO;
  return one.given.join(' ') === other.given.join(' ') ? SAME : INITIALS;
}

/** Whether given names can be of one person: the first ones are the same, or one is the other's initial, or is left out. */
function agree(one: readonly string[], other: readonly string[]): boolean {
  const [left, right] = [one[0], other[0]];
  if (left === undefined || right === undefined) return true;
  if (left.startsWith(right) || right.startsWith(left)) return true;
  // "JK" for "Joanne Kathleen"
  if (left.length === 2 || right.length === 2) return initialsOf(one) === initialsOf(other);
  return Math.min(left.length, right.length) > 2 && editDistance(left, right) === 1;
}

/** The first two. */
function initialsOf([first = '', second = '']: readonly string[]): string {
  return first.length === 2 ? first : (first[0] ?? '') + (second[0] ?? '');
}
