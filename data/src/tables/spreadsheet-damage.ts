const FORMULA = /^="?(.*?)"?$/s;
const SCIENTIFIC = /^\d(?:[.,]\d+)?e\+\d{1,2}$/i;
// UTF-8 that was read as Windows-1252 and saved again: "Ã©" for "é", "â€™" for an apostrophe.
const MISREAD =
  /[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/;
const EPOCH_OF_SPREADSHEETS = Date.UTC(1899, 11, 30);
const MS_PER_DAY = 24 * 3600 * 1000;
/** Serial numbers of days from 1900 to 2099. */
const SERIAL_DAY = /^(?:[1-9]\d{2,4})$/;
const LAST_SERIAL = 73_050;

// The characters that Windows-1252 has where Latin-1 has control characters.
const WINDOWS_1252 = new Map(
  Array.from('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ').map((character, i) => [
    character,
    [
      0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92,
      0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
    ][i]!,
  ]),
);

/** A field without the formula that keeps a spreadsheet from reading it as a number: `="0306406152"`. */
export function withoutFormula(field: string): string {
  const trimmed = field.trim();
  return trimmed.startsWith('=') ? (FORMULA.exec(trimmed)?.[1] ?? trimmed) : trimmed;
}

/** True for a long number of which only the first digits are left: `9.78E+12`. */
export function isRoundedNumber(field: string): boolean {
  return SCIENTIFIC.test(field.trim());
}

/** The text that was meant where UTF-8 had been read as Windows-1252; `undefined` where it had not. */
export function repairMisreadText(text: string): string | undefined {
  if (!MISREAD.test(text)) return undefined;
  const bytes: number[] = [];
  for (const character of text) {
    const code = WINDOWS_1252.get(character) ?? character.codePointAt(0)!;
    if (code > 0xff) return undefined;
    bytes.push(code);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** The year of a day that a spreadsheet shows as its serial number: `38976` is in 2006. */
export function yearOfSerialDay(field: string): number | undefined {
  const serial = Number(field);
  if (!SERIAL_DAY.test(field) || field.length < 5 || serial > LAST_SERIAL) return undefined;
  return new Date(EPOCH_OF_SPREADSHEETS + serial * MS_PER_DAY).getUTCFullYear();
}
