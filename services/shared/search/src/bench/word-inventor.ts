import { foldedWords } from '@books/search-index/fold';

const START = '^^';
const END = '$';
const MAX_LETTERS = 14;

/** Makes up words that look like those of a vocabulary: each letter follows the two before it as often as there. */
export function createWordInventor(
  vocabulary: readonly string[],
  random: () => number,
): () => string {
  const followers = new Map<string, string>();
  for (const word of vocabulary.flatMap((text) => foldedWords(text))) {
    const letters = START + word + END;
    for (let i = 2; i < letters.length; i += 1) {
      const pair = letters.slice(i - 2, i);
      followers.set(pair, (followers.get(pair) ?? '') + letters[i]!);
    }
  }
  return () => {
    for (;;) {
      let word = START;
      while (word.length < MAX_LETTERS + 2) {
        const next = followers.get(word.slice(-2)) ?? END;
        const letter = next[Math.floor(random() * next.length)]!;
        if (letter === END) break;
        word += letter;
      }
      if (word.length >= 5) return word.slice(2);
    }
  };
}
