const MARKS = /\p{M}+/gu;
const APOSTROPHE_IN_WORD = /(?<=[\p{L}\p{N}])['\u2018\u2019\u02bc\uff07`´](?=[\p{L}\p{N}])/gu;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The words of a text as they are compared: lower case, without diacritics and apostrophes, `&` as "and". Empty for a text
 * without letters and digits.
 */
export function comparableWords(text: string): string[] {
  const plain = text
    .replaceAll('&', ' and ')
    .replace(APOSTROPHE_IN_WORD, '')
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase();
  return plain.match(WORD) ?? [];
}

/**
 * How many letters have to be put in, left out, exchanged or swapped with their neighbour to make one text of the other
 * (optimal string alignment).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const isSame = from[i - 1] === to[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}
