// Years are looked for from the first printed books on; older texts carry the year of an edition or "BC".
const FIRST_YEAR = 1000;

const BEFORE_CHRIST = /(?<![\d.])(\d{1,4}) ?(?:b\.? ?c\.?(?: ?e\.?)?)(?![a-z])/i;
const COMPACT_DATE =
  /^(?<year>1[0-9]{3}|20[0-9]{2})(?<month>0[1-9]|1[0-2])(?<day>0[1-9]|[12]\d|3[01])$/;
// A cataloguer's correction stands in brackets after what the book itself says: "1879 [1878]".
const CORRECTED = /\d{4}\W*\[\D{0,12}(\d{4})(?!\d)/;
const FOUR_DIGITS = /(?<!\d)\d{4}(?!\d)/g;
const ROMAN = /\bM(?:D(?:C{0,4})|CM|CD|C{1,3})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})\b/;
const ROMAN_DIGITS: Readonly<Record<string, number>> = {
  M: 1000,
  D: 500,
  C: 100,
  L: 50,
  X: 10,
  V: 5,
  I: 1,
};

/**
 * The year in what libraries and shops write for a date: "c1992", "[1897?]", "December 1993", "Nov 25, 2010",
 * "1866, 76" and "1860-63" (the first one), "1879 [1878]" (the correction), "12/2010", "20031231", "380 BC",
 * "MDCCLXXVI", "5730 [1969 or 1970]".
 *
 * @param lastYear years after it are taken for mistakes, or for a calendar of another kind
 * @returns negative before Christ; `undefined` when there is no year, or a part of one only ("19--", "198-?", "n.d.")
 */
export function parsePublicationYear(text: string, lastYear: number): number | undefined {
  // Most dates are four digits and nothing else.
  if (text.length === 4) {
    const year = Number(text);
    if (Number.isInteger(year)) return isYear(year, lastYear) ? year : undefined;
  }
  const ancient = BEFORE_CHRIST.exec(text);
  if (ancient !== null) return Number(ancient[1]) > 0 ? -Number(ancient[1]) : undefined;
  const compact = COMPACT_DATE.exec(text.trim())?.groups;
  if (compact !== undefined && isYear(Number(compact['year']), lastYear)) {
    return Number(compact['year']);
  }
  const corrected = CORRECTED.exec(text);
  if (corrected !== null && isYear(Number(corrected[1]), lastYear)) return Number(corrected[1]);
  for (const [digits] of text.matchAll(FOUR_DIGITS)) {
    if (isYear(Number(digits), lastYear)) return Number(digits);
  }
  const roman = ROMAN.exec(text)?.[0];
  if (roman === undefined) return undefined;
  const year = parseRoman(roman);
  return isYear(year, lastYear) ? year : undefined;
}

const isYear = (year: number, lastYear: number) => year >= FIRST_YEAR && year <= lastYear;

function parseRoman(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = ROMAN_DIGITS[text[i]!]!;
    sum += value < (ROMAN_DIGITS[text[i + 1] ?? ''] ?? 0) ? -value : value;
  }
  return sum;
}
