import type { CacheEntry } from '@books/cache/generation-cache';

/**
 * `{reco:ann}` for the value, `{reco:ann}:gen` for the generation and `{reco:ann}:held` for as long as nothing is to be
 * stored. Only what stands between the braces decides on the slot of a Redis cluster, so all are on one node, as a
 * script demands; braces in the key itself are escaped.
 */
export function redisKeys(key: string): [valueKey: string, generationKey: string, holdKey: string] {
  const tag = `{${key.replaceAll(/[%{}]/g, encodeURIComponent)}}`;
  return [tag, `${tag}:gen`, `${tag}:held`];
}

/** The value as it lies in Redis: JSON in an envelope, so that `null` is a value too. */
export function encodeValue(value: unknown): string {
  return JSON.stringify({ value });
}

export type DecodedEntry<T> = {
  readonly entry: CacheEntry<T>;
  /** Milliseconds that the value has left. */
  readonly ttlMs: number;
  /** False when a text was there that is no value of ours; the entry has none then. */
  readonly isReadable: boolean;
};

/** What a read replies with instead of a value that the caller has a valid copy of. */
const COPY_IS_VALID = 1;

/**
 * What a read found.
 *
 * @param reply text of the value, `null` or {@link COPY_IS_VALID}; text of the generation; life of the value
 * @param copy what the caller has of the value
 * @param parse makes a value of what is in the envelope; throws when it is none
 * @throws when the reply has no generation
 */
export function decodeEntry<T>(
  reply: unknown,
  copy: { readonly value: T } | undefined,
  parse: (stored: unknown) => T,
): DecodedEntry<T> {
  const [text, generationText, ttlMs] = Array.isArray(reply) ? reply : [];
  const generation = Number(generationText);
  if (!Number.isSafeInteger(generation)) throw new Error('Redis gave no generation');
  const nothing = { entry: { generation }, ttlMs: 0, isReadable: true };
  if (text === COPY_IS_VALID && copy !== undefined) {
    return { ...nothing, entry: { value: copy.value, generation } };
  }
  if (typeof text !== 'string') return nothing;
  try {
    const envelope: unknown = JSON.parse(text);
    if (typeof envelope !== 'object' || envelope === null || !('value' in envelope)) {
      throw new Error('not an envelope');
    }
    const entry = { value: parse(envelope.value), generation };
    return { entry, ttlMs: Number(ttlMs), isReadable: true };
  } catch {
    // A miss: what is computed now will take its place.
    return { ...nothing, isReadable: false };
  }
}
