/** What is told of a model beside its bytes. */
export type ModelManifest = {
  /** Sorts after every earlier version. */
  readonly version: string;
  readonly createdAt: string;
  readonly sizeBytes: number;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;
};

/** Keeps trained models. A model is immutable; the newest published one is in service, the one before is kept. */
export type ModelStore = {
  /** Stores the bytes and then makes them the current model: whoever is killed in between publishes nothing. */
  publish(version: string, bytes: Uint8Array, createdAt: Date): Promise<ModelManifest>;
  /** The model in service; `undefined` before the first one. */
  current(): Promise<ModelManifest | undefined>;
  /** @throws DomainError not_found for a version that is not kept, unavailable when its bytes are damaged */
  read(version: string): Promise<Uint8Array<ArrayBuffer>>;
};
