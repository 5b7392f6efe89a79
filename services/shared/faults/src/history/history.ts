/** What a reader asked for one of their books, and what came of it. Times are those of one clock, in milliseconds. */
export type Operation = {
  readonly reader: string;
  readonly book: string;
  readonly invokedAt: number;
  /** When the answer was there; `Infinity` where none came or none that tells whether it was done. */
  readonly completedAt: number;
} & (Write | Removal | Read);

export type Outcome =
  /** Answered with a success. */
  | 'acknowledged'
  /** It may have been done, may still be, or never. */
  | 'unknown'
  /** Surely not done. */
  | 'refused';

export type Write = {
  readonly kind: 'write';
  readonly stars: number;
  readonly outcome: Outcome;
  /** As answered, in milliseconds since 1970: it tells this write from others of the same stars. */
  readonly ratedAtMs?: number;
  /** Whether the answer said that there was no rating before. */
  readonly wasFirst?: boolean;
};

export type Removal = {
  readonly kind: 'removal';
  readonly outcome: Outcome;
};

/** What was seen; `seen` is absent where there was no rating. A removal that found none is such a read. */
export type Read = {
  readonly kind: 'read';
  readonly seen?: { readonly stars: number; readonly ratedAtMs: number };
  /** How often the rating was written since it was given, where that was looked at. */
  readonly version?: number;
};
