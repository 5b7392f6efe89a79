import type { Plan, Slot } from './plan.ts';
import type { QueryText } from './query-text.ts';
import { ANY_FIELD, FIELDS, JOIN_WEIGHT, SYNONYM_WEIGHT, TITLE_FIELDS } from './scoring.ts';
import type { Synonyms } from './synonyms.ts';

/** What is looked for, parsed; at least one word in all. */
export type ParsedQuery = {
  readonly text: QueryText;
  readonly titleWords: readonly string[];
  readonly authorWords: readonly string[];
};

/** How many typos are let pass in a word, which may be the beginning of one. */
export type Tolerance = (word: string, isPrefix: boolean) => number;

export const exactly: Tolerance = () => 0;

/** One typo from 4 letters on. */
export const tolerant: Tolerance = ({ length }) => (length < 4 ? 0 : 1);

/** One typo from 3 letters on, two from 5. */
export const moreTolerant: Tolerance = ({ length }) => (length < 3 ? 0 : length < 5 ? 1 : 2);

/** One typo in words of 3 letters, two from 4 on: for a word that others of the query vouch for. */
export const slipTolerant: Tolerance = ({ length }) => (length < 3 ? 0 : length < 4 ? 1 : 2);

/** The query word for word. The last word of each criterion may be the beginning of a word, unless it is quoted. */
export function plainReading(
  { text, titleWords, authorWords }: ParsedQuery,
  tolerance: Tolerance,
): Plan {
  const fieldSlots = (words: readonly string[], fields: number): Slot[] =>
    words.map((word, i) => {
      const isPrefix = i === words.length - 1;
      return { word, fields, isPrefix, edits: tolerance(word, isPrefix) };
    });
  return {
    slots: [
      ...textSlots(text, tolerance),
      ...fieldSlots(titleWords, TITLE_FIELDS),
      ...fieldSlots(authorWords, FIELDS.authors),
    ],
    runs: text.phrases,
    excluded: text.excluded,
    weight: 1,
    isCorrection: false,
  };
}

function textSlots({ words }: QueryText, tolerance: Tolerance): Slot[] {
  return words.map(({ text, isQuoted }, i) => {
    const isPrefix = !isQuoted && i === words.length - 1;
    const edits = isQuoted ? 0 : tolerance(text, isPrefix);
    return { word: text, fields: ANY_FIELD, isPrefix, edits };
  });
}

/** A query and its plain reading without typos, with whose slots other readings have most in common. */
export type PlainQuery = { readonly query: ParsedQuery; readonly plain: Plan };

/** The query with words replaced by their synonyms, one at a time. */
export function synonymReadings(read: PlainQuery, synonyms: Synonyms): Plan[] {
  if (synonyms.size === 0) return [];
  const { words } = read.query.text;
  const readings: Plan[] = [];
  for (let from = 0; from < words.length; from += 1) {
    for (let to = from + 1; to <= words.length; to += 1) {
      if (words.slice(from, to).some(({ isQuoted }) => isQuoted)) break;
      const key = words.slice(from, to).map(({ text }) => text);
      for (const replacement of synonyms.get(key.join(' ')) ?? []) {
        readings.push(
          replaced(read, from, to, replacement, { weight: SYNONYM_WEIGHT, isCorrection: false }),
        );
      }
    }
  }
  return readings;
}

/** The query with two neighbours written together: "shake speare". */
export function joinReadings(read: PlainQuery, isKnown: (word: string) => boolean): Plan[] {
  const { words } = read.query.text;
  const readings: Plan[] = [];
  for (let i = 0; i + 1 < words.length; i += 1) {
    if (words[i]!.isQuoted || words[i + 1]!.isQuoted) continue;
    const joined = words[i]!.text + words[i + 1]!.text;
    if (!isKnown(joined)) continue;
    readings.push(replaced(read, i, i + 2, [joined], AS_JOINED));
  }
  return readings;
}

/** The query with a word written as two, which must then stand side by side: "harrypotter". */
export function splitReadings(read: PlainQuery, isKnown: (word: string) => boolean): Plan[] {
  const readings: Plan[] = [];
  read.query.text.words.forEach(({ text, isQuoted }, i) => {
    if (isQuoted) return;
    for (let cut = 1; cut < text.length; cut += 1) {
      const parts = [text.slice(0, cut), text.slice(cut)];
      if (!parts.every((part) => isKnown(part))) continue;
      readings.push(replaced(read, i, i + 1, parts, AS_JOINED));
    }
  });
  return readings;
}

/** The query with a word taken for the initials of a name, which must then stand side by side: "jrr tolkien". */
export function initialsReadings(read: PlainQuery, isKnown: (word: string) => boolean): Plan[] {
  return read.query.text.words.flatMap(({ text, isQuoted }, i) => {
    // Two letters are a split like any other.
    const isShort = text.length > 2 && text.length <= MAX_INITIALS;
    const initials = Array.from(text);
    if (isQuoted || !isShort || !initials.every((initial) => isKnown(initial))) return [];
    return [replaced(read, i, i + 1, initials, AS_JOINED)];
  });
}

const MAX_INITIALS = 4;

/** The plain reading without some of its slots. */
export function withoutSlots(plan: Plan, isKept: readonly boolean[]): Plan {
  return {
    ...plan,
    slots: plan.slots.filter((_, slot) => isKept[slot]),
    runs: [],
    isCorrection: true,
  };
}

type ReadingKind = Pick<Plan, 'weight' | 'isCorrection'>;

const AS_JOINED: ReadingKind = { weight: JOIN_WEIGHT, isCorrection: true };

/** The plain reading with words `[from, to)` replaced; two or more must stand side by side when they correct it. */
function replaced(
  { query, plain }: PlainQuery,
  from: number,
  to: number,
  replacement: readonly string[],
  kind: ReadingKind,
): Plan {
  const put = replacement.map((word) => ({ word, fields: ANY_FIELD, isPrefix: false, edits: 0 }));
  const shift = replacement.length - (to - from);
  const phrases = plain.runs.map((phrase) =>
    phrase.from < from ? phrase : { from: phrase.from + shift, to: phrase.to + shift },
  );
  const side =
    kind.isCorrection && replacement.length > 1 ? [{ from, to: from + replacement.length }] : [];
  const wordCount = query.text.words.length;
  return {
    slots: [...plain.slots.slice(0, from), ...put, ...plain.slots.slice(to)],
    runs: [...phrases, ...side],
    excluded: plain.excluded,
    // Scores are sums over words: readings of more words must not win by their number.
    weight: (kind.weight * wordCount) / (wordCount + shift),
    isCorrection: kind.isCorrection,
  };
}
