/**
 * The scoring recipe.
 *
 * score = prior × title bonus × order bonus × Σ over the words of the query (idf × variant weight × saturation)
 *
 * - idf: BM25's, of the word as typed if any book has it, else of its commonest variant: a rare misspelling must
 *   not count as a rare word.
 * - variant weight: how a word of the book came to match, see {@link VARIANT_WEIGHTS}.
 * - saturation: BM25F's tf / (k1 + tf). tf is the sum of the weights of the fields that have the word, that of the
 *   title divided by its length normalisation; how often a field has it does not count. Authors are not normalised: a
 *   book whose translators are named is no less by its author.
 * - title bonus: see {@link TITLE_BONUSES}, {@link fameBonus} and {@link authorBonus}. A title that is the query or begins with it counts
 *   as of average length, and other fields do not count for it; among those that begin with it the prior and the share
 *   of the title that has been typed decide. When the query is the name of a series, its volumes count as typed in
 *   full, so that the best known comes first; when it is the beginning of one, as far as that has been typed.
 * - order bonus: words that stand in the title side by side as they do in the query.
 * - prior: readers usually mean the book that more readers know.
 */

/** Where a word stands in a book. A word may stand in several fields, so these are bits. */
export const FIELDS = { title: 1, authors: 2, aside: 4, other: 8 } as const;
export const ANY_FIELD = 15;
export const TITLE_FIELDS = FIELDS.title | FIELDS.aside;

const FIELD_WEIGHTS = { title: 3, authors: 2, weak: 0.5 } as const;
const K1 = 1.2;
const TITLE_LENGTH_WEIGHT = 0.55;

/** How a word of a book relates to a word of the query; better ones are smaller. */
export const VARIANTS = { exact: 1, prefix: 2, oneEdit: 3, twoEdits: 4 } as const;
export type Variant = (typeof VARIANTS)[keyof typeof VARIANTS];
/** By {@link VARIANTS}; 0 is no variant. */
export const VARIANT_WEIGHTS: readonly number[] = [0, 1, 0.8, 0.6, 0.35];
/** The same in a title that begins with the query, where the share that has been typed says the rest. */
export const BEGINNING_VARIANT_WEIGHTS: readonly number[] = [0, 1, 0.9, 0.6, 0.35];

/** How a title relates to the query as a whole. */
export const TITLE_MATCHES = {
  none: 0,
  covered: 1,
  begins: 2,
  equalButArticle: 3,
  equal: 4,
} as const;
/**
 * By {@link TITLE_MATCHES}. `equal`, also but for an article in front, exceeds any difference that popularity can make. `covered`: every word of the
 * title was asked for, and the rest of the query names authors.
 */
export const TITLE_BONUSES: readonly number[] = [1, 1.3, 1.15, 5.2, 5.4];

const AUTHOR_BONUS = 1.3;
const NAME_BONUS = 1.7;

/**
 * What a book counts for all words of the query of which name an author of it, none standing in the title.
 *
 * @param isName whether these are several words, each as typed: hardly anything but a name
 */
export function authorBonus(isName: boolean): number {
  return isName ? NAME_BONUS : AUTHOR_BONUS;
}

/** What a title that begins with the query counts for, see {@link beginningBonus}. */
const BEGINNING_BONUS = 0.4;
const BEGINNING_SHARE_BONUS = 2.4;
const POPULARITY_WEIGHT = 0.09;
/** Readers mean the famous book more often than one that is merely well known: from so many zeros on. */
const FAMOUS_MAGNITUDE = 5;
const FAME_WEIGHT = 0.16;
const ORDER_BONUS = 0.08;
/** A book is famous by a part of its title from so many zeros on, and as much as it can be with one more. */
const PART_MAGNITUDE = 4.7;
const PART_BONUS = 0.8;

/** Weights of interpretations that read the query otherwise than it was written. */
export const JOIN_WEIGHT = 0.9;
export const SYNONYM_WEIGHT = 0.95;

/**
 * @param documentCount documents of the index
 * @param documentsWithWord how many of them have the word
 * @returns above 0
 */
export function inverseDocumentFrequency(documentCount: number, documentsWithWord: number): number {
  const having = Math.min(documentsWithWord, documentCount);
  return Math.log(1 + (documentCount - having + 0.5) / (having + 0.5));
}

/** 1 for an unknown book, 1.27 for a thousand readers, 1.45 for a hundred thousand, 1.7 for a million. */
export function popularityPrior(popularity: number): number {
  const magnitude = Math.log10(1 + popularity);
  return (
    1 + POPULARITY_WEIGHT * magnitude + FAME_WEIGHT * Math.max(0, magnitude - FAMOUS_MAGNITUDE)
  );
}

/**
 * What a title counts for that has all words of the query side by side, each as typed. Readers know famous books by a
 * part of their titles: who types "tom sawyer" means the adventures, not a sequel that begins with it.
 *
 * @returns 1 to 1.8; above 1 from 50,000 readers on
 */
export function fameBonus(popularity: number): number {
  const magnitude = Math.log10(1 + popularity);
  return 1 + PART_BONUS * Math.min(1, Math.max(0, magnitude - PART_MAGNITUDE));
}

/** @param share how many of the query's pairs of neighbours are neighbours in the title, 0 to 1 */
export function orderBonus(share: number): number {
  return 1 + ORDER_BONUS * share;
}

/**
 * At first popularity alone decides among the titles that begin with the query; from a third typed on the share does
 * too. It stays so small that a very well-known book with the words further on in its title may come first.
 *
 * @param shareTyped how many of the title's letters the query has, 0 to 1
 */
export function beginningBonus(shareTyped: number): number {
  return Math.max(
    TITLE_BONUSES[TITLE_MATCHES.begins]!,
    BEGINNING_BONUS + BEGINNING_SHARE_BONUS * shareTyped,
  );
}

export function saturation(weight: number): number {
  return weight / (K1 + weight);
}

export const WEAK_FIELD_WEIGHT = FIELD_WEIGHTS.weak;
export const AUTHOR_WEIGHT = FIELD_WEIGHTS.authors;
/** A title word's weight in a title that counts as of average length. */
export const WHOLE_TITLE_WEIGHT = FIELD_WEIGHTS.title;

/** Weight of a word in a title, by the number of the title's words, 0 to 255. */
export function titleWeights(averageLength: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, length) => {
    const share = length / Math.max(1, averageLength);
    return FIELD_WEIGHTS.title / (1 - TITLE_LENGTH_WEIGHT + TITLE_LENGTH_WEIGHT * share);
  });
}
