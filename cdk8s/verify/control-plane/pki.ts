import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a certificate and its key. */
export type KeyPair = { readonly certificate: string; readonly key: string };

/** A certificate authority in a folder, made with openssl. */
export type Authority = {
  readonly certificate: string;
  /** @param names host names and addresses that a server is reached by */
  issue(id: string, subject: string, names?: readonly string[]): KeyPair;
};

const DAYS = '2';

export function createAuthority(folder: string, name: string): Authority {
  mkdirSync(folder, { recursive: true });
  const file = (suffix: string) => join(folder, suffix);
  const certificate = file(`${name}.crt`);
  const authorityKey = file(`${name}.key`);
  openssl([
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    DAYS,
    '-subj',
    `/CN=${name}`,
    '-keyout',
    authorityKey,
    '-out',
    certificate,
  ]);
  return {
    certificate,
    issue(id, subject, names = []) {
      const pair = { certificate: file(`${id}.crt`), key: file(`${id}.key`) };
      const request = file(`${id}.csr`);
      const extensions = file(`${id}.ext`);
      const alternatives = names.map((it) => (/^[\d.]+$/.test(it) ? `IP:${it}` : `DNS:${it}`));
      writeFileSync(
        extensions,
        [
          'basicConstraints=CA:FALSE',
          'keyUsage=digitalSignature',
          'extendedKeyUsage=serverAuth,clientAuth',
          ...(alternatives.length > 0 ? [`subjectAltName=${alternatives.join(',')}`] : []),
        ].join('\n'),
      );
      openssl([
        'req',
        '-new',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        subject,
        '-keyout',
        pair.key,
        '-out',
        request,
      ]);
      openssl([
        'x509',
        '-req',
        '-days',
        DAYS,
        '-in',
        request,
        '-CA',
        certificate,
        '-CAkey',
        authorityKey,
        '-CAcreateserial',
        '-extfile',
        extensions,
        '-out',
        pair.certificate,
      ]);
      return pair;
    },
  };
}

/** A key that signs service account tokens, and its public half. */
export function createSigningKey(folder: string): {
  readonly key: string;
  readonly public: string;
} {
  const pair = {
    key: join(folder, 'service-account.key'),
    public: join(folder, 'service-account.pub'),
  };
  openssl(['genrsa', '-out', pair.key, '2048']);
  openssl(['rsa', '-in', pair.key, '-pubout', '-out', pair.public]);
  return pair;
}

/** @throws Error with what openssl had to say */
function openssl(args: readonly string[]): void {
  const { status, signal, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`openssl ${args[0]} ended with ${status ?? signal}: ${stderr}`, {
      cause: error,
    });
}
