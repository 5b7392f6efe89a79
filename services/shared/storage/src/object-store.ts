/** An object's bytes, and what tells this version of them from every other. */
export type StoredObject = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tag: string;
};

/**
 * Keeps bytes under names of letters, digits, `.`, `_` and `-`. An object is there whole or not at all, and everybody
 * sees it once a write has ended. Fails with a DomainError: `unavailable` when the store does not answer.
 */
export type ObjectStore = {
  /** `undefined` when there is no object of this name. */
  read(name: string): Promise<StoredObject | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes when nobody has since `tag` was read; `undefined` stands for an object that was not there.
   *
   * @returns false when somebody else was quicker: nothing was written
   */
  replace(name: string, bytes: Uint8Array, tag: string | undefined): Promise<boolean>;
  /** All names, in order. */
  names(): Promise<string[]>;
  /** Does nothing for a name that is not there. */
  remove(name: string): Promise<void>;
};

/** An object store for what is too large to hold in memory twice: by way of local files. */
export type FileObjectStore = ObjectStore & {
  /**
   * Stores the file that `make` makes at the path that it is given.
   *
   * @returns its size in bytes
   * @throws what `make` throws: then nothing was stored
   */
  writeFile(name: string, make: (path: string) => Promise<void> | void): Promise<number>;
  /** The path of a local file with the object's bytes, not to be changed; `undefined` when there is no such object. */
  openFile(name: string): Promise<string | undefined>;
};
