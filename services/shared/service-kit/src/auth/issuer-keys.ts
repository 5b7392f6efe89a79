import { DomainError } from '@books/domain/errors';
import {
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';

export type IssuerKeysOptions = {
  /** Where the issuer publishes its public keys. */
  readonly url: URL;
  /** Told when the issuer could not be reached, whether there are keys from before or not. */
  readonly onFailure: (error: unknown) => void;
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Least time between two looks for keys that are not known, in milliseconds. */
  readonly cooldownMs?: number;
  /** Age at which the keys are fetched anew, in milliseconds. */
  readonly maxAgeMs?: number;
};

const FETCH_TIMEOUT_MS = 2000;
/** Bounds what tokens with made-up key ids can make us ask of the issuer. */
const COOLDOWN_MS = 30_000;
const MAX_AGE_MS = 600_000;

const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });

/**
 * The public keys of an issuer of tokens. They are fetched when first needed, when a token names one that is not known
 * (so a rotation needs nothing done here), and every ten minutes (so a withdrawn key stops counting). While the issuer
 * is away the keys that were fetched last stay in use. What it gives throws DomainError unavailable while there are none.
 */
export function createIssuerKeys(options: IssuerKeysOptions): JWTVerifyGetKey {
  const { url, onFailure, fetch: request = fetch } = options;
  let lastGood: string | undefined;
  const fetchOrKeep: FetchImplementation = async (address, init) => {
    try {
      const response = await request(address, init);
      if (response.status !== 200) throw new Error(`the issuer answered ${response.status}`);
      const body = await response.text();
      KeySet.parse(JSON.parse(body));
      lastGood = body;
    } catch (error) {
      onFailure(error);
      if (lastGood === undefined) {
        throw new DomainError('unavailable', 'tokens cannot be checked: their issuer is away', {
          cause: error,
          retryAfterSeconds: 5,
        });
      }
    }
    return new Response(lastGood);
  };
  return createRemoteJWKSet(url, {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: options.cooldownMs ?? COOLDOWN_MS,
    cacheMaxAge: options.maxAgeMs ?? MAX_AGE_MS,
    [customFetch]: fetchOrKeep,
  });
}
