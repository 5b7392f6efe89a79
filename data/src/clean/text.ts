import { decodeHTML } from 'entities';

// Printable ASCII without `&`, `<`, `$`, doubled, leading or trailing blanks: most texts, and nothing to clean in them.
const PLAIN = /^(?! )(?:[!-#%'-;=-~]| (?! |$))*$/;

const ENTITY = /&(?:#\d|#x[\da-f]|[a-z])/i;
const MAX_DECODINGS = 3;
// Known tags only, so that "a < b" and "<unknown>" stay what they are.
const TAG =
  /<\/?(?:a|abbr|b|big|blockquote|body|br|cite|code|div|em|font|h[1-6]|hr|html|i|img|li|ol|p|pre|q|s|small|span|strike|strong|sub|sup|table|tbody|td|th|tr|tt|u|ul)\b[^<>]*>/gi;
const BREAKING_TAG = /<(?:br|hr|li|p|div|tr|\/p|\/div|\/h[1-6]|\/li|\/tr)\b[^<>]*>/gi;
const COMMENT = /<!--.*?-->/gs;
// Subfield marks of MARC records: the delimiter itself, its printed stand-in, or "$b" between blanks.
const UNIT_SEPARATOR = '\u001f';
const SUBFIELD_DELIMITER = new RegExp(`[${UNIT_SEPARATOR}\u2021][a-z0-9]?`, 'g');
const SUBFIELD_MARK = /(?<=^|\s)\$[a-z](?=\s|$)/g;
// Halves of a ligature or a double tilde over two letters, as libraries' own character set has them.
const HALF_MARKS = /[\ufe20-\ufe2f\u0360\u0361]/g;
// Control characters that are no white space, zero-width ones, direction marks, the byte order mark, noncharacters.
const INVISIBLE =
  /[^\P{Cc}\t\n\r]|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\uffff]/gu;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** What was found in a text and mended. */
export type TextFinding =
  'html entity' | 'html tag' | 'marc subfield mark' | 'half mark' | 'not in unicode nfc';

export type OnTextFinding = (finding: TextFinding) => void;

const ignore: OnTextFinding = () => {};

/**
 * A text of one line as the catalogue keeps it: HTML entities resolved (also those without their semicolon and those
 * encoded twice), known tags taken out, subfield marks and half marks of library records removed, Unicode NFC, no
 * invisible characters, every run of white space one blank.
 *
 * @returns the empty string when nothing is left
 */
export function cleanLine(text: string, onFinding: OnTextFinding = ignore): string {
  if (PLAIN.test(text)) return text;
  return cleanMarks(withoutMarkup(text, ' ', onFinding), onFinding)
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * A text of several paragraphs: as {@link cleanLine}, but lines stay, with at most one empty one between two, and the
 * tags that break a line do so.
 */
export function cleanParagraphs(text: string, onFinding: OnTextFinding = ignore): string {
  if (PLAIN.test(text)) return text;
  const broken = text.replace(/\r\n?/g, '\n');
  return cleanMarks(withoutMarkup(broken, '\n', onFinding), onFinding)
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutMarkup(text: string, lineBreak: string, onFinding: OnTextFinding): string {
  let decoded = text;
  // Each turn undoes one encoding; "&amp;eacute;" takes two.
  for (let turn = 0; turn < MAX_DECODINGS && ENTITY.test(decoded); turn += 1) {
    const once = decodeHTML(decoded);
    if (once === decoded) break;
    if (turn === 0) onFinding('html entity');
    decoded = once;
  }
  if (!decoded.includes('<')) return decoded;
  const bare = decoded.replace(COMMENT, ' ').replace(BREAKING_TAG, lineBreak).replace(TAG, '');
  if (bare !== decoded) onFinding('html tag');
  return bare;
}

function cleanMarks(text: string, onFinding: OnTextFinding): string {
  const undelimited = text.replace(SUBFIELD_DELIMITER, ' ');
  const whole = undelimited.replace(HALF_MARKS, '');
  if (whole !== undelimited) onFinding('half mark');
  const visible = whole.replace(INVISIBLE, '').replace(LONE_SURROGATE, '');
  const unmarked = visible.replace(SUBFIELD_MARK, ' ');
  if (undelimited !== text || unmarked !== visible) onFinding('marc subfield mark');
  const composed = unmarked.normalize('NFC');
  if (composed !== unmarked) onFinding('not in unicode nfc');
  return composed;
}
