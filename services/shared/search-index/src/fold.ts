// What NFKD leaves as letters of their own although readers type them with plain ones.
const UNDECOMPOSED: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ı: 'i',
};
const UNDECOMPOSED_LETTERS = /[øłđðßæœþı]/g;
const COMBINING_MARKS = /\p{M}+/gu;
const APOSTROPHE_IN_WORD = /(?<=[\p{L}\p{N}])['\u2018\u2019\u02bc\uff07`´](?=[\p{L}\p{N}])/gu;
const PLAIN_ASCII = /^[a-z0-9 ]*$/;

/**
 * Text as it is compared: lower case, no diacritics, no apostrophe inside a word ("don't" is "dont"), ligatures
 * spelt out. Everything that separates words is kept.
 */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (PLAIN_ASCII.test(lower)) return lower;
  return lower
    .replace(APOSTROPHE_IN_WORD, '')
    .normalize('NFKD')
    .replace(COMBINING_MARKS, '')
    .toLowerCase()
    .replace(UNDECOMPOSED_LETTERS, (letter) => UNDECOMPOSED[letter] ?? letter);
}

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a text, folded, in order; empty when it has no letter or digit. */
export function foldedWords(text: string): string[] {
  return foldText(text).match(WORD) ?? [];
}

/** A text as one comparable key: its folded words with single blanks between. */
export function foldedKey(text: string): string {
  return foldedWords(text).join(' ');
}
