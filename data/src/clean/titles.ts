import { cleanLine, type OnTextFinding } from './text.ts';

// General material designations of cataloguing rules, which say what an item is made of.
const MATERIAL =
  /\s*\[(?:electronic resource|microform|microfilm|microfiche|sound recording|videorecording|text \(large print\)|large print|map|cartographic material|music|graphic|manuscript|computer file|kit|game|braille|text)[^\]]*\]/gi;
// Marks that stand between the parts of a description (ISBD) and stay behind when the parts are taken apart.
const TRAILING_MARK = /\s*[/:;=,]\s*$/;
// "L' apprentissage": libraries set a blank there for filing.
const ELIDED_ARTICLE = /(?<![\p{L}\p{N}])([ldLD])['\u2019] (?=\p{L})/gu;
const NOTHING_TO_MEND = /^[^[/:;=,'\u2019]*$/;
// "Peter Pan : a story": the blank before the mark is a cataloguer's.
const SPACED_MARK = / ([:;]) /g;

/** Subtitles that say what kind of book it is and not what it is called. */
const FORM_SUBTITLES = new Set([
  'a novel',
  'novel',
  'a memoir',
  'a romance',
  'a play',
  'poems',
  'stories',
  'short stories',
  'a biography',
  'roman',
  'novela',
  'romanzo',
]);

export type TitleFinding = Parameters<OnTextFinding>[0] | 'material in the title' | 'isbd mark';

/**
 * A title as the catalogue keeps it.
 *
 * @returns the empty string when nothing is left
 */
export function cleanTitle(text: string, onFinding: (finding: TitleFinding) => void): string {
  const line = cleanLine(text, onFinding);
  if (NOTHING_TO_MEND.test(line)) return line;
  const bare = line.replace(MATERIAL, '').trim();
  if (bare !== line) onFinding('material in the title');
  const unmarked = bare.replace(TRAILING_MARK, '');
  if (unmarked !== bare) onFinding('isbd mark');
  return unmarked.replace(SPACED_MARK, '$1 ').replace(ELIDED_ARTICLE, "$1'");
}

/** Title and subtitle as one; a subtitle that is in the title already, or says the form only, is left out. */
export function joinTitle(title: string, subtitle: string): string {
  if (subtitle === '') return title;
  const lower = subtitle.toLowerCase().replace(/[.\s]+$/, '');
  if (FORM_SUBTITLES.has(lower) || title.toLowerCase().includes(lower)) return title;
  return `${title}: ${subtitle}`;
}
