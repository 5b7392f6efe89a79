/** What a cache has of several keys. */
export type GuardedRead<T> = {
  readonly values: ReadonlyMap<string, T>;
  /** The keys of those without a value that the reader may fill, with {@link permit}; the others are being changed or filled. */
  readonly mayFill: ReadonlySet<string>;
  /** Another one for each read. */
  readonly permit: string;
};

/**
 * A cache of facts that change in a store, which holds none from before a change. Who changes a fact holds its key from
 * before the change until after it: there is no value meanwhile, and none is taken. A fill needs the permit of a read that
 * found nothing, before its facts were read; a hold and a release end every permit. A hold that is never released, since
 * its process died or does not know whether the change came through, ends by itself, later than any change lasts.
 */
export type GuardedCache<T> = {
  /** Reads several keys in one step. @throws when the cache is away: the facts are to be read in the store then */
  read(keys: readonly string[]): Promise<GuardedRead<T>>;
  /** Stores the values whose permits still hold. @throws when the cache is away */
  fill(permit: string, values: ReadonlyMap<string, T>): Promise<void>;
  /** Forgets the values of keys and takes none. Never fails: {@link release} counts all the same. */
  hold(keys: readonly string[]): Promise<Hold<T>>;
  /**
   * Forgets the values of keys again and, unless others hold them too, takes new ones. Never fails, but may take its time.
   *
   * @param values read after the change, during the hold, or made of it and {@link Hold.before}: kept if nobody else has held
   *   their keys at any moment of it
   */
  release(hold: Hold<T>, values?: ReadonlyMap<string, T>): Promise<void>;
};

export type Hold<T> = {
  readonly keys: readonly string[];
  readonly token: string;
  /** The value of a key that was forgotten, if nobody else held it: as it was before this change. */
  readonly before: (key: string) => T | undefined;
};
