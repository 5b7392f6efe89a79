import { DomainError } from '@books/domain/errors';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../clock.ts';
import type { Authenticator, Caller } from './caller.ts';

export type JwtAuthenticatorOptions = {
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  /** Which signatures count; a token cannot choose another, `none` least of all. */
  readonly algorithms: readonly string[];
  /** The claim that holds the reader's id. */
  readonly userClaim: string;
  /** The claim that holds the scopes: text with blanks between them, or a list. */
  readonly scopeClaim: string;
  readonly adminScope: string;
  /** How far our clock and the issuer's may be apart, in seconds. */
  readonly clockSkewSeconds: number;
  readonly now: Clock;
};

/** Checks JSON Web Tokens: signature, algorithm, issuer, audience and times. Nothing of a token is kept or logged. */
export function createJwtAuthenticator(options: JwtAuthenticatorOptions): Authenticator {
  const { keys, issuer, audience, algorithms, userClaim, clockSkewSeconds, now } = options;
  return async (token) => {
    const payload = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      clockTolerance: clockSkewSeconds,
      currentDate: now(),
      requiredClaims: ['exp', userClaim],
    }).then(({ payload: claims }) => claims, refuse);
    return callerOf(payload, options);
  };
}

function callerOf(
  payload: JWTPayload,
  { userClaim, scopeClaim, adminScope }: JwtAuthenticatorOptions,
): Caller {
  const userId = payload[userClaim];
  if (typeof userId !== 'string' || userId === '') {
    throw new DomainError('unauthorized', `the token's ${userClaim} is no id of a reader`);
  }
  return { userId, isAdmin: scopesOf(payload[scopeClaim]).includes(adminScope) };
}

function scopesOf(claim: unknown): readonly unknown[] {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim : [];
}

/** Says why in our words. The cause is left out: it carries the claims, and might end in a log. */
function refuse(error: unknown): never {
  if (error instanceof DomainError) throw error;
  throw new DomainError('unauthorized', reasonOf(error));
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `the token's claim ${error.claim} does not count here`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "the token's algorithm is not allowed";
  if (error instanceof errors.JWKSNoMatchingKey) return "the token's key is not known";
  return 'the token is not valid';
}
