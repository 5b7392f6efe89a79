import type { Series } from './book.ts';
import { comparableWords, editDistance } from './comparable-words.ts';
import { parseSeriesTitle } from './title.ts';

/** A title as it is compared. */
type ComparedTitle = {
  /** Without series, edition and subtitle. */
  readonly main: readonly string[];
  /** Without series and edition. */
  readonly whole: readonly string[];
  readonly volume?: Volume;
};
/** A volume of a series, or several in one book: a box, an omnibus. */
type Volume = number | 'several';

// What publishers add to a title to tell its editions apart: at its end, or anywhere in the bracket that ends it.
const KIND =
  'edition|paperback|hardcover|hardback|audiobook|audio cd|ebook|e-book|reissue|reprint|tie-in|large print|unabridged|abridged|illustrated|annotated';
const QUALIFIER =
  "an?|the|with|revised|updated|expanded|deluxe|special|limited|first|second|third|\\d+(?:st|nd|rd|th)|anniversary|collector'?s|library|international|movie|mass|market|trade|kindle|digital|text|new|\\d{4}";
const EDITION = new RegExp(
  `[\\s,:;-]+(?:(?:(?:${QUALIFIER}|${KIND})[\\s-]+)*(?:${KIND})|a novel)\\s*$`,
  'i',
);
const EDITION_BRACKET = new RegExp(
  `\\s*[([][^()[\\]]*\\b(?:${KIND}|classics?|a novel)\\b[^()[\\]]*[)\\]]\\s*$`,
  'i',
);
const SUBTITLE = /\s*[:;]\s+|\s+[-\u2013\u2014]\s+|\s*[([]/;
const ARTICLES = new Set(['a', 'an', 'the']);
// "Hobbit, The"
const ARTICLE_AT_END = /,\s*(?:the|an?)(?=\s*(?:$|[:;([]))/i;
const BRACKET_AT_END = /\s*\(([^()]*)\)\s*$/;
/** Words that so many titles have that they tell none from another. */
const COMMON_WORDS = new Set(
  [
    'a an and at by for from in into is it my no of on or the to with you your',
    'book part volume vol',
  ]
    .join(' ')
    .split(' '),
);

const NUMBER_WORDS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
];
const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
const ROMAN = [
  'i',
  'ii',
  'iii',
  'iv',
  'v',
  'vi',
  'vii',
  'viii',
  'ix',
  'x',
  'xi',
  'xii',
  'xiii',
  'xiv',
  'xv',
];

/** How alike titles count, from the same words down to a common word. */
const SAME = 1;
const SAME_JOINED = 0.98;
const ONE_TYPO = 0.94;
const TWO_TYPOS = 0.91;
/** One is the other without its subtitle: often the same book, often not. */
const SUBTITLE_APART = 0.8;
/** The file's is a box of several volumes, and the catalogue knows no series of the book. */
const SEVERAL_OR_ONE = 0.85;
const OTHER_NUMBER = 0.4;
const LEAST_COMMON = 0.7;

/**
 * How sure it is that two titles are of one book by one author: 1 for the same words, 0.9 and above for typing faults and
 * names of editions, 0.8 for a subtitle that only one has, below that for words in common. Numbers are never typing faults:
 * volume 2 is not volume 3.
 */
export function titleLikeness(wanted: string, known: string, knownSeries?: Series): number {
  const one = comparedTitle(wanted, knownSeries);
  const other = comparedTitle(known, knownSeries);
  const likeness = wordsLikeness(one, other);
  const volume = knownSeries?.volume ?? other.volume;
  if (isOtherVolume(one.volume, volume)) return Math.min(likeness, OTHER_NUMBER);
  const isPerhapsOneOfThem = one.volume === 'several' && !knownSeries && volume === undefined;
  return isPerhapsOneOfThem ? Math.min(likeness, SEVERAL_OR_ONE) : likeness;
}

/**
 * Whether two titles can be of one book whose other marks agree: one is the other without its subtitle, or at least half of
 * the telling words are in both, or all of one's and no less than two. Not if they name other volumes or numbers.
 */
export function canBeSameTitle(wanted: string, known: string, knownSeries?: Series): boolean {
  const one = comparedTitle(wanted, knownSeries);
  const other = comparedTitle(known, knownSeries);
  const volume = knownSeries?.volume ?? other.volume;
  if (isOtherVolume(one.volume, volume)) return false;
  if (wordsLikeness(one, other) >= SUBTITLE_APART) return true;
  const knownNumbers = new Set([...numbersOf(other.whole), String(volume)]);
  if (numbersOf(one.whole).some((number) => !knownNumbers.has(number))) return false;
  const [left, right] = [tellingWords(one.whole), tellingWords(other.whole)];
  const shared = left.intersection(right).size;
  const isContained = shared >= 2 && shared === Math.min(left.size, right.size);
  return isContained || (shared > 0 && shared / left.union(right).size >= 0.5);
}

/** A title as it is looked for: without the series in its brackets and the name of its edition. */
export function titleToFind(text: string): string {
  return withoutEditionName(parseSeriesTitle(withoutEditionName(text)).title);
}

/** The title before its subtitle or bracket. */
export function mainTitle(text: string): string {
  return text.split(SUBTITLE, 1)[0] || text;
}

function isOtherVolume(one: Volume | undefined, other: Volume | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function comparedTitle(text: string, knownSeries: Series | undefined): ComparedTitle {
  // The edition may stand behind the series or before it.
  const { title, series } = parseSeriesTitle(withoutEditionName(text));
  const withoutEdition = withoutSeriesName(withoutEditionName(title), knownSeries).replace(
    ARTICLE_AT_END,
    '',
  );
  const [mainText = ''] = withoutEdition.split(SUBTITLE, 1);
  const whole = comparedWords(withoutEdition);
  const main = comparedWords(mainText);
  return {
    whole,
    main: main.length === 0 ? whole : main,
    ...(series && { volume: series.volume ?? 'several' }),
  };
}

/** "His Dark Materials (His Dark Materials)" without the bracket, when that is the series of the book. */
function withoutSeriesName(title: string, knownSeries: Series | undefined): string {
  if (knownSeries === undefined) return title;
  const inside = BRACKET_AT_END.exec(title)?.[1];
  if (inside === undefined) return title;
  const isSeries = comparedWords(inside).join(' ') === comparedWords(knownSeries.name).join(' ');
  return (isSeries && title.replace(BRACKET_AT_END, '')) || title;
}

/** Without an article at the beginning; "01" is "1". */
function comparedWords(text: string): readonly string[] {
  const words = comparableWords(text).map((word) => word.replace(/^0+(?=\d)/, ''));
  return words.length > 1 && ARTICLES.has(words[0]!) ? words.slice(1) : words;
}

function tellingWords(words: readonly string[]): Set<string> {
  return new Set(words.filter((word) => !COMMON_WORDS.has(word)));
}

function withoutEditionName(title: string): string {
  return title.replace(EDITION_BRACKET, '').replace(EDITION, '').trim() || title;
}

function wordsLikeness(one: ComparedTitle, other: ComparedTitle): number {
  if (one.whole.length === 0 || other.whole.length === 0) return 0;
  const asWhole = typingLikeness(one.whole, other.whole);
  if (asWhole > 0) return asWhole;
  const sides: [readonly string[], readonly string[]][] = [
    [one.main, other.whole],
    [one.whole, other.main],
  ];
  for (const [left, right] of sides) {
    if (typingLikeness(left, right) >= SAME_JOINED) return SUBTITLE_APART;
  }
  return LEAST_COMMON * sharedWords(one.whole, other.whole);
}

/** How alike two titles are that should be the same but for typing faults; 0 when they are not. */
function typingLikeness(one: readonly string[], other: readonly string[]): number {
  const [left, right] = [one.join(' '), other.join(' ')];
  if (left === right) return SAME;
  if (numbersOf(one).join(' ') !== numbersOf(other).join(' ')) return 0;
  const [joinedLeft, joinedRight] = [one.join(''), other.join('')];
  if (joinedLeft === joinedRight) return SAME_JOINED;
  if (one.length === other.length) {
    const faults = one.map((word, at) => wordFaults(word, other[at]!));
    const sum = faults.reduce((total, count) => total + count, 0);
    if (sum === 1) return ONE_TYPO;
    if (sum === 2) return TWO_TYPOS;
    return 0;
  }
  // A blank too many or too few beside a typing fault.
  const isLongEnough = Math.min(joinedLeft.length, joinedRight.length) >= 10;
  return isLongEnough && editDistance(joinedLeft, joinedRight) === 1 ? TWO_TYPOS : 0;
}

/** Typing faults that make one word of another; Infinity when it is rather another word. */
function wordFaults(one: string, other: string): number {
  if (one === other) return 0;
  const shorter = Math.min(one.length, other.length);
  const allowed = shorter >= 9 ? 2 : shorter >= 4 ? 1 : 0;
  if (Math.abs(one.length - other.length) > allowed) return Infinity;
  const distance = editDistance(one, other);
  return distance <= allowed ? distance : Infinity;
}

/** The numbers in a title, however they are written. */
function numbersOf(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (/^\d/.test(word)) return word;
    for (const list of [NUMBER_WORDS, ORDINALS, ROMAN]) {
      const at = list.indexOf(word);
      if (at !== -1) return String(at + 1);
    }
    return [];
  });
}

/** Words in common, of all words of both: 0 to 1. */
function sharedWords(one: readonly string[], other: readonly string[]): number {
  const [left, right] = [new Set(one), new Set(other)];
  return left.intersection(right).size / left.union(right).size;
}
