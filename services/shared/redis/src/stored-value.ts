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
  /** False when a text was there that is no value of ours; the entry has none then. */
  readonly isReadable: boolean;
};

/**
 * What a read found.
 *
 * @param reply text of the value or `null`, and text of the generation
 * @param parse makes a value of what is in the envelope; throws when it is none
 * @throws when the reply has no generation
 */
export function decodeEntry<T>(reply: unknown, parse: (stored: unknown) => T): DecodedEntry<T> {
  const [text, generationText] = Array.isArray(reply) ? reply : [];
  const generation = Number(generationText);
  if (!Number.isSafeInteger(generation)) throw new Error('Redis gave no generation');
  if (typeof text !== 'string') return { entry: { generation }, isReadable: true };
  try {
    const envelope: unknown = JSON.parse(text);
    if (typeof envelope !== 'object' || envelope === null || !('value' in envelope)) {
      throw new Error('not an envelope');
    }
    return { entry: { value: parse(envelope.value), generation }, isReadable: true };
  } catch {
    // A miss: what is computed now will take its place.
    return { entry: { generation }, isReadable: false };
  }
}
