import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ENVIRONMENTS } from './environments.ts';
import { loadTestManifest } from './load-test.ts';
import { Deployment, Manifest, manifestsOf, ofKind } from './testing/manifest.ts';

const OPTIONS = { scenarios: { readers: { executor: 'constant-vus' } } };

function manifestsOfTest(environment = ENVIRONMENTS.dev): Manifest[] {
  const yaml = loadTestManifest({
    environment,
    scenario: 'normal',
    seconds: 300,
    script: 'export function readers() {}\n',
    library: '[]\n',
    options: OPTIONS,
    apiByEndpoint: { search: 'search-api', rate: 'ratings-api' },
    runId: 'r1',
  });
  return parseAllDocuments(yaml).map((document) => Manifest.parse(document.toJS()));
}

const own = {
  'app.kubernetes.io/name': 'load-test',
  'app.kubernetes.io/part-of': 'books',
};
const managed = { ...own, 'app.kubernetes.io/managed-by': 'cdk8s' };

describe('the load test in a cluster', () => {
  test('is a Job that k6 plays once, as nobody, within its time', () => {
    const [job] = manifestsOfTest().filter(({ kind }) => kind === 'Job');
    expect(job).toEqual({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'load-test-normal', namespace: 'books', labels: managed },
      spec: {
        activeDeadlineSeconds: 600,
        backoffLimit: 0,
        ttlSecondsAfterFinished: 86_400,
        template: {
          metadata: { labels: managed },
          spec: {
            restartPolicy: 'Never',
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 65_532,
              runAsGroup: 65_532,
              fsGroup: 65_532,
              fsGroupChangePolicy: 'OnRootMismatch',
              seccompProfile: { type: 'RuntimeDefault' },
            },
            containers: [
              {
                name: 'load-test',
                image: expect.stringMatching(/^docker\.io\/grafana\/k6:2\.\d+\.\d+$/),
                imagePullPolicy: 'IfNotPresent',
                args: ['run', '--quiet', '--no-usage-report', '/scripts/main.js'],
                env: [
                  {
                    name: 'TARGETS',
                    value: '{"search":"http://search-api:8080","rate":"http://ratings-api:3000"}',
                  },
                  { name: 'OPTIONS', value: JSON.stringify(OPTIONS) },
                  { name: 'RUN_ID', value: 'r1' },
                  { name: 'LIBRARY', value: '/scripts/library.json' },
                ],
                resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  privileged: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  capabilities: { drop: ['ALL'] },
                  seccompProfile: { type: 'RuntimeDefault' },
                },
                volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
              },
            ],
            volumes: [{ name: 'scripts', configMap: { name: 'load-test' } }],
          },
        },
      },
    });
  });

  test('brings its scripts in the ConfigMap that the Job mounts', () => {
    const [scripts] = manifestsOfTest().filter(({ kind }) => kind === 'ConfigMap');
    expect(scripts).toMatchObject({
      metadata: { name: 'load-test', namespace: 'books' },
      data: { 'main.js': 'export function readers() {}\n', 'library.json': '[]\n' },
    });
  });

  test('asks Services that are there, and is let in by the pods behind them', () => {
    const Service = z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({
        ports: z.array(z.looseObject({ name: z.string(), port: z.number() })),
      }),
    });
    const Policy = z.looseObject({
      metadata: z.looseObject({ name: z.string() }),
      spec: z.looseObject({
        podSelector: z.unknown(),
        ingress: z.array(z.unknown()).optional(),
        egress: z.array(z.unknown()).optional(),
      }),
    });
    const product = manifestsOf(ENVIRONMENTS.dev);
    const publicPorts = ofKind(product, 'Service', Service).flatMap(({ metadata, spec }) =>
      spec.ports.flatMap(({ name, port }) =>
        name === 'http' ? [[metadata.name, port] as const] : [],
      ),
    );
    const selectorOf = (name: string) =>
      ofKind(product, 'Deployment', Deployment).find(({ metadata }) => metadata.name === name)?.spec
        .selector;
    const policies = ofKind(manifestsOfTest(), 'NetworkPolicy', Policy);
    const ports = (port: number) => [{ port }];
    expect(publicPorts).toHaveLength(4);
    expect(policies[0]?.spec).toMatchObject({
      podSelector: { matchLabels: own },
      egress: publicPorts.map(([name, port]) => ({
        to: [{ podSelector: selectorOf(name) }],
        ports: ports(port),
      })),
    });
    expect(policies.slice(1).map(({ spec }) => spec)).toMatchObject(
      publicPorts.map(([name, port]) => ({
        podSelector: selectorOf(name),
        ingress: [{ from: [{ podSelector: { matchLabels: own } }], ports: ports(port) }],
      })),
    );
  });

  test('is no part of what is applied with the product', () => {
    for (const environment of Object.values(ENVIRONMENTS)) {
      expect(JSON.stringify(manifestsOf(environment))).not.toContain('load-test');
    }
  });
});
