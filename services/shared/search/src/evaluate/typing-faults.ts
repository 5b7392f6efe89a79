import { pick, randomBelow } from './random.ts';

/** Shortest word that gets a typo. */
const TYPO_LETTERS = 5;
/** Shortest word that is split in two, each part having two letters or more. */
const SPLIT_LETTERS = 5;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'.split('');

/** A text with one fault as fingers make them; `undefined` when it has no word for it. */
export type TypingFault = (
  words: readonly string[],
  random: () => number,
) => readonly string[] | undefined;

/** One letter put in, left out, replaced or swapped with the next, in a word of 5 letters or more; not the first. */
export const typo: TypingFault = (words, random) =>
  inLongWord(words, random, (word) =>
    edited(word, 1 + randomBelow(random, word.length - 1), random),
  );

/** The same in the first letter. */
export const typoInFirstLetter: TypingFault = (words, random) =>
  inLongWord(words, random, (word) => edited(word, 0, random));

/** Two {@link typo}s, often in the same word. */
export const twoTypos: TypingFault = (words, random) => {
  const once = typo(words, random);
  return once === undefined ? undefined : typo(once, random);
};

/** Two neighbours without the blank between. */
export const joinedWords: TypingFault = (words, random) => {
  if (words.length < 2) return undefined;
  const i = randomBelow(random, words.length - 1);
  return words.toSpliced(i, 2, words[i]! + words[i + 1]!);
};

/** A blank in a word of 5 letters or more, with two letters or more on either side. */
export const splitWord: TypingFault = (words, random) => {
  const i = longWord(words, random, SPLIT_LETTERS);
  if (i === undefined) return undefined;
  const word = words[i]!;
  const cut = 2 + randomBelow(random, word.length - 3);
  return words.toSpliced(i, 1, word.slice(0, cut), word.slice(cut));
};

function inLongWord(
  words: readonly string[],
  random: () => number,
  change: (word: string) => string,
): string[] | undefined {
  const i = longWord(words, random, TYPO_LETTERS);
  return i === undefined ? undefined : words.with(i, change(words[i]!));
}

function longWord(
  words: readonly string[],
  random: () => number,
  letters: number,
): number | undefined {
  const long = words.flatMap((word, i) => (word.length >= letters ? [i] : []));
  return long.length === 0 ? undefined : pick(random, long);
}

/** The word with one edit at a place; never the word itself. */
function edited(word: string, at: number, random: () => number): string {
  const letters = Array.from(word);
  switch (randomBelow(random, 4)) {
    case 0:
      return letters.toSpliced(at, 0, pick(random, ALPHABET)).join('');
    case 1:
      return letters.toSpliced(at, 1).join('');
    case 2: {
      const other = ALPHABET.filter((letter) => letter !== letters[at]);
      return letters.toSpliced(at, 1, pick(random, other)).join('');
    }
    default: {
      const [here, next] = [letters[at], letters[at + 1]];
      if (here === undefined || next === undefined || here === next) {
        return letters.toSpliced(at, 1).join('');
      }
      return letters.toSpliced(at, 2, next, here).join('');
    }
  }
}
