/** How much of its allowance a caller has used. */
export type Allowance = {
  readonly isWithin: boolean;
  /** Requests that are left in this window; at least 0. */
  readonly remaining: number;
  /** Time until the window ends, in milliseconds. */
  readonly resetMs: number;
};

/** Counts requests by caller in windows of one length. */
export type RateLimiter = {
  /** Requests in a window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Counts one request. @throws when the counts are away */
  count(key: string): Promise<Allowance>;
};
