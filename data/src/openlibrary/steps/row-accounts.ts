import type { EntityKind } from '../rows/keys.ts';

/** Under which name rows are accounted for in the report. */
export const ACCOUNT: Record<EntityKind, string> = {
  work: 'works',
  author: 'authors',
  edition: 'editions',
};
export const RATING_ROWS = 'ratings';
/** Rows that name no kind: damaged ones and those of other types. */
export const OTHER_ROWS = 'other rows';
