const ASCII = /^[\0-\x7f]*$/;
const LEADING_ARTICLE = /^(?:the|an|a) (?=\S)/;

/**
 * A text by which titles and names are compared: lower case, without diacritics, punctuation and doubled blanks; `&`
 * is "and". Letters of every script stay. It has a folding of its own, apart from the search index's, since which
 * works count as the same must not change when search learns something new.
 */
export function foldText(text: string): string {
  const lower = text.toLowerCase().replaceAll('&', ' and ');
  if (ASCII.test(lower)) {
    return lower
      .replaceAll("'", '')
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  }
  return lower
    .normalize('NFKD')
    .replace(/['\u2018\u2019\u02bb\u02bc\u02be\u02bf\p{M}]+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A title by which works are compared: folded, without its leading English article. */
export function foldTitle(title: string): string {
  return foldText(title).replace(LEADING_ARTICLE, '');
}

/** A person's name by which people are compared: "Orwell, George" and "George Orwell" are the same. */
export function foldName(name: string): string {
  return foldText(name).split(' ').sort().join(' ');
}
