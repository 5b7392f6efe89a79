import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';

export type TokenClaims = {
  readonly sub?: string;
  readonly scope?: string | readonly string[];
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from `now` on; negative is over. */
  readonly lifeSeconds?: number;
  readonly notBeforeSeconds?: number;
};

/** An issuer of tokens for tests: its keys, and tokens signed with the one that it uses now. */
export type TokenIssuer = {
  readonly issuer: string;
  readonly audience: string;
  /** What it publishes. */
  keySet(): { keys: JWK[] };
  token(claims?: TokenClaims): Promise<string>;
  /** Signs with a new key from now on, and publishes only that. */
  rotate(): Promise<void>;
};

export async function createTokenIssuer(now: () => Date): Promise<TokenIssuer> {
  const issuer = 'https://issuer.test';
  const audience = 'books';
  let round = 0;
  let privateKey: CryptoKey;
  let published: JWK;
  const rotate = async () => {
    round += 1;
    const pair = await generateKeyPair('ES256', { extractable: true });
    privateKey = pair.privateKey;
    published = {
      ...(await exportJWK(pair.publicKey)),
      kid: `key-${round}`,
      alg: 'ES256',
      use: 'sig',
    };
  };
  await rotate();
  return {
    issuer,
    audience,
    rotate,
    keySet: () => ({ keys: [published] }),
    token: (claims = {}) => {
      const { sub = 'ann', scope, lifeSeconds = 300, notBeforeSeconds } = claims;
      const nowSeconds = Math.floor(now().getTime() / 1000);
      const token = new SignJWT({ ...(scope !== undefined && { scope }) })
        .setProtectedHeader({ alg: 'ES256', kid: `key-${round}` })
        .setIssuer(claims.issuer ?? issuer)
        .setAudience(claims.audience ?? audience)
        .setExpirationTime(nowSeconds + lifeSeconds);
      if (sub !== '') token.setSubject(sub);
      if (notBeforeSeconds !== undefined) token.setNotBefore(nowSeconds + notBeforeSeconds);
      return token.sign(privateKey);
    },
  };
}
