import { comparableWords, editDistance } from './comparable-words.ts';

const SAME = 1;
const INITIALS = 0.98;
const TYPO = 0.95;
/** The file names no author, or the catalogue none. */
const UNKNOWN = 0.85;
const OTHER = 0.4;

/**
 * How sure it is that two lists of authors have somebody in common: 1 for the same name, less for initials and typing
 * faults, 0.85 when a list is empty, 0.4 when nobody is in both. Names are read with the family name last, or first before
 * a comma.
 */
export function authorLikeness(wanted: readonly string[], known: readonly string[]): number {
  const [some, others] = [wanted, known].map((names) => names.map(nameOf).filter(hasFamilyName));
  if (some!.length === 0 || others!.length === 0) return UNKNOWN;
  return Math.max(...some!.flatMap((one) => others!.map((other) => nameLikeness(one, other))));
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
  if (left.length <= 2 || right.length <= 2) return left[0] === right[0];
  return left.startsWith(right) || right.startsWith(left) || editDistance(left, right) === 1;
}
