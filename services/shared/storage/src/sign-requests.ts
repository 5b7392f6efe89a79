import { createHmac, hash } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import type {
  AwsCredentialIdentity,
  HttpRequest as Request,
  Provider,
  RequestSigner,
  RequestSigningArguments,
} from '@smithy/types';

/** What a signer of the SDK is made from, as far as this one needs it. */
export type SignerInit = {
  readonly credentials: AwsCredentialIdentity | Provider<AwsCredentialIdentity>;
  readonly region: string | Provider<string>;
  readonly service: string;
};

type KnownKey = { readonly of: string; readonly sign: (text: string) => string };

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Headers that whoever passes a request on may change. */
const UNSIGNED = new Set([
  'authorization',
  'cache-control',
  'connection',
  'expect',
  'from',
  'keep-alive',
  'max-forwards',
  'pragma',
  'referer',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-amzn-trace-id',
]);

/**
 * A class that signs requests in AWS's Signature Version 4, for APIs that take JSON at the path `/`, such as DynamoDB's.
 * The SDK's own, which is made for all paths, queries and bodies, gives the same signatures and takes a third of the CPU of
 * a whole request for it.
 */
export function createRequestSigner() {
  // The SDK makes a signer for each request; the key is that of a day, a region and the credentials.
  let known: KnownKey | undefined;
  const signerOf = (secret: string, day: string, region: string, service: string) => {
    const of = [secret, day, region, service].join('\n');
    if (known?.of !== of) {
      const parts = [day, region, service, 'aws4_request'];
      const key = parts.reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
      known = { of, sign: createHmacOf(key) };
    }
    return known.sign;
  };

  return class implements RequestSigner {
    readonly #init: SignerInit;
    constructor(init: SignerInit) {
      this.#init = init;
    }

    /** @throws TypeError for another path than `/`, for a query, and for a body that is a stream */
    async sign(
      { ...request }: Request,
      { signingDate = new Date(), signingRegion, signingService }: RequestSigningArguments = {},
    ): Promise<HttpRequest> {
      if (request.path !== '/' || Object.keys(request.query ?? {}).length > 0) {
        throw new TypeError('only requests to / without a query are signed');
      }
      const body: unknown = request.body ?? '';
      if (!(typeof body === 'string' || body instanceof Uint8Array)) {
        throw new TypeError('only a body that is there as a whole is signed');
      }
      const { credentials, region, service } = this.#init;
      const { accessKeyId, secretAccessKey, sessionToken } = await provided(credentials);
      const inRegion = signingRegion ?? (await provided(region));
      const forService = signingService ?? service;

      const time = new Date(signingDate).toISOString().replace(/[-:]|\.\d{3}/g, '');
      const day = time.slice(0, 'yyyymmdd'.length);
      const bodyHash = hash('sha256', body);
      const headers: Record<string, string> = {
        ...request.headers,
        'x-amz-date': time,
        ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
        'x-amz-content-sha256': bodyHash,
      };
      const { names, lines } = canonical(headers);
      const canonicalRequest = [request.method, '/', '', lines, names, bodyHash].join('\n');
      const scope = `${day}/${inRegion}/${forService}/aws4_request`;
      const toSign = [ALGORITHM, time, scope, hash('sha256', canonicalRequest)].join('\n');
      const signature = signerOf(secretAccessKey, day, inRegion, forService)(toSign);
      headers['authorization'] =
        `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
      return new HttpRequest({ ...request, headers });
    }
  };
}

/** Names of the headers that are signed, and their values line by line, in the order of the names. */
function canonical(headers: Readonly<Record<string, string>>) {
  const signed = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const)
    .filter(
      ([name]) => !(UNSIGNED.has(name) || name.startsWith('proxy-') || name.startsWith('sec-')),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    names: signed.map(([name]) => name).join(';'),
    lines: signed.map(([name, value]) => `${name}:${value}\n`).join(''),
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** What HMAC fills keys up to for SHA-256, in bytes. */
const BLOCK_BYTES = 64;

/**
 * As {@link hmac} of many texts under one key, in hex: two plain hashes, by RFC 2104. Node's own makes a stream for each
 * text, which takes five times as long.
 *
 * @param key of at most {@link BLOCK_BYTES}
 */
function createHmacOf(key: Buffer): (text: string) => string {
  const padded = (pad: number) =>
    Buffer.from(Array.from({ length: BLOCK_BYTES }, (_, at) => (key[at] ?? 0) ^ pad));
  const [inner, outer] = [padded(0x36), padded(0x5c)];
  return (text) => {
    const innerHash = hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer');
    return hash('sha256', Buffer.concat([outer, innerHash]));
  };
}

async function provided<Value>(value: Value | Provider<Value>): Promise<Value> {
  return typeof value === 'function' ? await (value as Provider<Value>)() : value;
}
