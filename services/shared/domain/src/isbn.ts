/**
 * ISBN-10 and ISBN-13 (ISO 2108): check digits, conversion, and reading them out of what people and files write.
 */

/** Check character of the first nine digits of an ISBN-10: weights 10..2, modulo 11, 10 written as `X`. */
function checkCharacter10(nineDigits: string): string {
  let sum = 0;
  for (let i = 0; i < 9; i += 1) sum += (10 - i) * Number(nineDigits[i]);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** Check digit of the first twelve digits of an ISBN-13: weights 1 and 3 by turns, modulo 10. */
function checkDigit13(twelveDigits: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i += 1) sum += (i % 2 === 0 ? 1 : 3) * Number(twelveDigits[i]);
  return String((10 - (sum % 10)) % 10);
}

/** True for ten characters with the right check character. */
export function isIsbn10(text: string): boolean {
  return /^\d{9}[\dX]$/.test(text) && checkCharacter10(text) === text[9];
}

/** True for thirteen digits that begin with 978 or 979 and carry the right check digit. */
export function isIsbn13(text: string): boolean {
  return /^97[89]\d{10}$/.test(text) && checkDigit13(text) === text[12];
}

/** The ISBN-13 of a valid ISBN-10. */
export function isbn13FromIsbn10(isbn10: string): string {
  const stem = `978${isbn10.slice(0, 9)}`;
  return stem + checkDigit13(stem);
}

/** The ISBN-10 of a valid ISBN-13; `undefined` for the 979 range, which has none. */
export function isbn10FromIsbn13(isbn13: string): string | undefined {
  if (!isbn13.startsWith('978')) return undefined;
  const stem = isbn13.slice(3, 12);
  return stem + checkCharacter10(stem);
}

/**
 * Reads an ISBN in any usual spelling: hyphens, dashes and blanks between the groups, a lower-case `x`, an
 * `ISBN:` or `ISBN-13` in front, or a spreadsheet's `="..."` around it.
 *
 * @returns the ISBN-13; `undefined` when the text is not a valid ISBN
 */
export function parseIsbn(text: string): string | undefined {
  const bare = text
    .trim()
    .replace(/^="?|"$/g, '')
    .replace(/^isbn(?:-?1[03])?[:\s]*/i, '')
    .replace(/[-\u2010-\u2015\s]/g, '')
    .toUpperCase();
  if (isIsbn13(bare)) return bare;
  return isIsbn10(bare) ? isbn13FromIsbn10(bare) : undefined;
}
