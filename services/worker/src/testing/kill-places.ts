/** Places at which a refresh can be killed, in the order in which it comes by. */
export const KILL_PLACES = [
  'reading',
  'part stored',
  'part noted',
  'tuning',
  'judging',
  'training',
  'writing',
  'draft stored',
  'checking',
  'publishing',
  'model stored',
  'model pointed to',
  'warming',
  'some warmed',
] as const;
export type KillPlace = (typeof KILL_PLACES)[number];

export type RefreshProcessReport = {
  readonly isResumed: boolean;
  readonly steps: readonly string[];
  readonly ratingsRead: number;
  readonly announced: readonly string[];
  readonly warmed: readonly string[];
  readonly outcomes: readonly string[];
};
