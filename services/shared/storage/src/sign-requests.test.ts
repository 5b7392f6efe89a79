import { createHash, createHmac } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestSigner } from './sign-requests.ts';

const service = 'dynamodb';

/** As the SDK's signer wants it. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && Buffer.from(secret as Uint8Array);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | ArrayBuffer | ArrayBufferView) {
    this.#hash.update(typeof data === 'string' ? data : Buffer.from(data as Uint8Array));
  }
  digest = () => Promise.resolve(new Uint8Array(this.#hash.digest()));
  reset() {}
}

const aRequest = (more: Partial<HttpRequest> = {}) =>
  new HttpRequest({
    method: 'POST',
    path: '/',
    hostname: 'dynamodb.us-west-2.amazonaws.com',
    headers: { host: 'dynamodb.us-west-2.amazonaws.com' },
    body: '{}',
    ...more,
  });

const headerText = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '=', ';', ','),
  maxLength: 30,
});
const requests = fc.record({
  body: fc.string({ unit: 'grapheme', maxLength: 200 }),
  headers: fc.dictionary(
    fc.constantFrom('x-amz-target', 'Content-Type', 'user-agent', 'amz-sdk-request', 'x-a', 'te'),
    headerText,
  ),
});
const credentials = fc.record(
  {
    accessKeyId: fc.constantFrom('AKIDEXAMPLE', 'OTHER'),
    secretAccessKey: fc.constantFrom('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'else'),
    sessionToken: fc.constantFrom('a token', 'another'),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const times = fc.constantFrom(
  '2026-01-02T03:04:05.678Z',
  '2026-01-02T23:59:59Z',
  '2026-01-03T00:00:00Z',
);
const regions = fc.constantFrom('us-west-2', 'eu-central-1');

test('signs as the SDK does, whatever is signed, and by whom, where and when', async () => {
  // One class for all, so that a key is not used for another day, region or secret.
  const Signer = createRequestSigner();
  await fc.assert(
    fc.asyncProperty(
      requests,
      credentials,
      times,
      regions,
      async ({ body, headers }, who, time, region) => {
        const request = aRequest({ body, headers: { host: 'h.example', ...headers } });
        const options = { signingDate: new Date(time) };
        const init = { credentials: who, region, service };
        const sdk = new SignatureV4({ ...init, sha256: Sha256, uriEscapePath: true });
        const wanted = await sdk.sign(request, options);
        expect((await new Signer(init).sign(request, options)).headers).toEqual(wanted.headers);
      },
    ),
  );
});

test('leaves the request as it was, so that another attempt is signed anew', async () => {
  const Signer = createRequestSigner();
  const init = {
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    region: 'us-west-2',
    service,
  };
  const request = aRequest();
  await new Signer(init).sign(request);
  expect(request).toEqual(aRequest());
});

test.each([
  ['another path', { path: '/books' }],
  ['a query', { query: { a: 'b' } }],
  ['a stream', { body: new ReadableStream() }],
])('refuses to sign %s', async (_case, more) => {
  const Signer = createRequestSigner();
  const init = {
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    region: 'us-west-2',
    service,
  };
  await expect(new Signer(init).sign(aRequest(more))).rejects.toThrow(TypeError);
});
