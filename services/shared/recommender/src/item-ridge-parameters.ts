export type ItemRidgeParameters = {
  /** Links that may lead to a book: the books most often read with it; 1 to {@link MAX_CANDIDATES}, and fewer where its readers are few. */
  readonly neighbourCount: number;
  /** Added to the diagonal of every regression, in readers; above 0. More trusts few readers less. */
  readonly shrinkage: number;
  /** Share of the diagonal that is added to it, from 0: as if ratings had been left out at random. */
  readonly relativeShrinkage: number;
  /** A reader of n books counts n^-activityDamping: long lists say less about each of their books. */
  readonly activityDamping: number;
  /**
   * What a link is before any regression, times the similarity of the two books: shrinkage draws links to that instead of
   * to nothing, from 0. Where readers are few, similarity is all there is to go by.
   */
  readonly similarityPrior: number;
  /** Readers of the book that a regression is about count this much more than others, from 0. */
  readonly readerEmphasis: number;
  /** Links to a book of n readers are multiplied by n^-popularityDamping. */
  readonly popularityDamping: number;
  /** Links to a book are multiplied by (share of its ratings of 4 stars and more)^likingPower; 0 for none. */
  readonly likingPower: number;
  /** A reader's s stars are a wish of (s / 5)^targetPower for the book; 0 wishes all read books alike. */
  readonly targetPower: number;
  /** Of the curve by which stars of a profile weigh, see `starWeight`; 0 weighs all alike. */
  readonly profilePower: number;
};

/** Where tuning starts, and good for books: found on a validation part of goodbooks-10k. */
export const DEFAULT_ITEM_RIDGE: ItemRidgeParameters = {
  neighbourCount: 50,
  shrinkage: 20,
  relativeShrinkage: 0.5,
  similarityPrior: 0.1,
  activityDamping: 0.3,
  readerEmphasis: 1,
  popularityDamping: 0.2,
  likingPower: 0.25,
  targetPower: 0.5,
  profilePower: 1,
};

/** The largest `neighbourCount`: beyond it quality hardly grows, and costs do with its third power. */
export const MAX_CANDIDATES = 75;
