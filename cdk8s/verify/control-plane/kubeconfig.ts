import { readFileSync, writeFileSync } from 'node:fs';
import type { Authority, KeyPair } from './pki.ts';

export type KubeconfigFacts = {
  readonly url: string;
  readonly authority: Pick<Authority, 'certificate'>;
  readonly identity: KeyPair;
};

/** Writes a kubeconfig that holds all it needs, and returns its path. JSON, which is YAML. */
export function writeKubeconfig(
  path: string,
  { url, authority, identity }: KubeconfigFacts,
): string {
  const encoded = (file: string) => readFileSync(file).toString('base64');
  const name = 'books';
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: { server: url, 'certificate-authority-data': encoded(authority.certificate) },
      },
    ],
    users: [
      {
        name,
        user: {
          'client-certificate-data': encoded(identity.certificate),
          'client-key-data': encoded(identity.key),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  writeFileSync(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}
