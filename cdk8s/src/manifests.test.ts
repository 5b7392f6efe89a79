import { BookdetailConfig } from '@books/bookdetail-api/config';
import { RatingsConfig } from '@books/ratings-api/config';
import { RecommendationConfig } from '@books/recommendation-api/config';
import { SearchConfig } from '@books/search-api/config';
import { parseConfig } from '@books/service-kit/config';
import type { ProcessName } from '@books/topology/processes';
import { WorkerConfig } from '@books/worker/config';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ADAPTER_RULES } from './custom-metrics.ts';
import { EXAMPLE_INPUTS, readDeployInputs } from './deploy-inputs.ts';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { CONNECTION_DRAIN_SECONDS, processSettings } from './process-settings.ts';
import { SERVICES } from './services.ts';
import { Deployment, manifestsOf, ofKind } from './testing/manifest.ts';

const CONFIGS: Readonly<Record<ProcessName, z.ZodObject>> = {
  'search-api': SearchConfig,
  'bookdetail-api': BookdetailConfig,
  'ratings-api': RatingsConfig,
  'recommendation-api': RecommendationConfig,
  worker: WorkerConfig,
};
/** Variables that Node and the AWS SDK read. */
const NOT_OURS = ['NODE_OPTIONS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

describe.each(Object.values(ENVIRONMENTS))('the manifests of $name', (environment) => {
  const manifests = manifestsOf(environment);
  const deployments = ofKind(manifests, 'Deployment', Deployment);
  const ours = deployments.filter(({ metadata }) =>
    SERVICES.some(({ name }) => name === metadata.name),
  );

  test('have each object once, and a Deployment, Service, account and autoscaler for each process', () => {
    const ids = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { name } of SERVICES)
      for (const kind of [
        'Deployment',
        'Service',
        'ServiceAccount',
        'HorizontalPodAutoscaler',
        'NetworkPolicy',
        'ServiceMonitor',
      ])
        expect(ids).toContain(`${kind}/${name}`);
  });

  test('keep fields that are newer than the model they are made with', () => {
    for (const { spec } of ours)
      expect(spec.template.spec.containers[0]?.lifecycle).toEqual({
        preStop: { sleep: { seconds: environment.drainSeconds } },
      });
    if (!environment.isSpread) return;
    const budgets = ofKind(
      manifests,
      'PodDisruptionBudget',
      z.looseObject({ spec: z.looseObject({}) }),
    );
    expect(budgets).toHaveLength(SERVICES.length);
    for (const { spec } of budgets)
      expect(spec).toMatchObject({ unhealthyPodEvictionPolicy: 'AlwaysAllow' });
    const services = ofKind(manifests, 'Service', z.looseObject({ spec: z.looseObject({}) }));
    for (const { spec } of services)
      expect(spec).toMatchObject({ trafficDistribution: 'PreferSameZone' });
    for (const { spec } of ours)
      expect(
        spec.template.spec.topologySpreadConstraints?.map((it) => [
          it.topologyKey,
          it.matchLabelKeys,
        ]),
      ).toEqual([
        ['topology.kubernetes.io/zone', ['pod-template-hash']],
        ['kubernetes.io/hostname', ['pod-template-hash']],
      ]);
  });

  test('leave the number of pods to the autoscaler, and never take one away before another is there', () => {
    for (const { spec } of ours) {
      expect(spec.replicas).toBeUndefined();
      expect(spec.strategy).toMatchObject({
        type: 'RollingUpdate',
        rollingUpdate: { maxUnavailable: 0 },
      });
    }
  });

  test('give a pod time for everything it does at its end', () => {
    for (const service of SERVICES) {
      const spec = ours.find(({ metadata }) => metadata.name === service.name)?.spec.template.spec;
      expect(spec?.terminationGracePeriodSeconds).toBeGreaterThan(
        environment.drainSeconds + CONNECTION_DRAIN_SECONDS + service.graceSeconds + 5,
      );
    }
  });

  test('select pods by labels that no refactoring changes', () => {
    for (const { metadata, spec } of deployments) {
      expect(spec.selector.matchLabels).toEqual({
        'app.kubernetes.io/name': metadata.name,
        'app.kubernetes.io/part-of': 'books',
      });
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    }
    expect(JSON.stringify(manifests)).not.toContain('cdk8s.io/metadata.addr');
  });

  test('run nobody as root, and mount no token of the API server', () => {
    for (const { spec } of deployments) {
      const pod = spec.template.spec;
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const container of pod.containers)
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  test('let no process write to its root but where live update does', () => {
    for (const { spec } of ours)
      for (const container of spec.template.spec.containers)
        expect(container.securityContext.readOnlyRootFilesystem).toBe(environment.name !== 'local');
  });

  test('limit memory to what is asked for, and CPU not at all', () => {
    for (const { spec } of deployments)
      for (const { resources } of spec.template.spec.containers)
        expect(resources.limits).toEqual({ memory: resources.requests.memory });
  });

  test('scale by metrics that prometheus-adapter has rules for', () => {
    const Autoscaler = z.looseObject({
      spec: z.looseObject({
        metrics: z.array(
          z.looseObject({
            type: z.string(),
            pods: z.looseObject({ metric: z.looseObject({ name: z.string() }) }).optional(),
            object: z.looseObject({ metric: z.looseObject({ name: z.string() }) }).optional(),
          }),
        ),
      }),
    });
    const asked = ofKind(manifests, 'HorizontalPodAutoscaler', Autoscaler).flatMap(({ spec }) =>
      spec.metrics.flatMap(({ pods, object }) => (pods ?? object)?.metric.name ?? []),
    );
    expect(new Set(asked)).toEqual(new Set(ADAPTER_RULES.map(({ name }) => name.as)));
  });

  test.each(SERVICES)('set nothing that $name does not know, and all that it needs', (service) => {
    const settings = processSettings(service, environment, EXAMPLE_INPUTS);
    const schema = CONFIGS[service.name];
    const known = [...Object.keys(schema.shape), ...NOT_OURS];
    expect(Object.keys(settings).filter((name) => !known.includes(name))).toEqual([]);
    const given = Object.entries(settings).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : 'rediss://user:password@host:6379',
    ]);
    expect(() => parseConfig(schema, Object.fromEntries(given))).not.toThrow();
  });
});

describe.each([ENVIRONMENTS.dev, ENVIRONMENTS.prod])(
  'the manifests of $name, were OpenSearch to search',
  (columnar) => {
    const environment: Environment = {
      ...columnar,
      search: {
        kind: 'opensearch',
        instanceType: 'm7g.large.search',
        dataNodes: 3,
        diskGib: 50,
        shards: 2,
      },
    };

    test.each(SERVICES)(
      'tell $name, if it is search-api or worker, and it takes them',
      (service) => {
        const settings = processSettings(service, environment, EXAMPLE_INPUTS);
        const told = Object.entries(settings).filter(([name]) =>
          /^(SEARCH_ENGINE|OPENSEARCH_)/.test(name),
        );
        const isToldOf = service.name === 'search-api' || service.name === 'worker';
        expect(Object.fromEntries(told)).toEqual(
          isToldOf
            ? {
                SEARCH_ENGINE: 'opensearch',
                OPENSEARCH_URL: EXAMPLE_INPUTS.searchUrl,
                OPENSEARCH_AUTH: 'aws',
                OPENSEARCH_SHARDS: '2',
              }
            : {},
        );
        const given = Object.entries(settings).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : 'rediss://user:password@host:6379',
        ]);
        expect(() => parseConfig(CONFIGS[service.name], Object.fromEntries(given))).not.toThrow();
      },
    );

    test('differ in nothing else but the way that the two have into the VPC', () => {
      const Policy = z.looseObject({
        metadata: z.looseObject({ name: z.string() }),
        spec: z.looseObject({ egress: z.array(z.unknown()).optional() }),
      });
      const waysOut = (it: Environment) =>
        new Map(
          ofKind(manifestsOf(it), 'NetworkPolicy', Policy).map(({ metadata, spec }) => [
            metadata.name,
            (spec.egress ?? []).map((way) => JSON.stringify(way)),
          ]),
        );
      const before = waysOut(columnar);
      const added = [...waysOut(environment)].flatMap(([name, ways]) =>
        ways
          .filter((way) => !before.get(name)?.includes(way))
          .map((way) => [name, JSON.parse(way)]),
      );
      const toDomain = {
        to: [{ ipBlock: { cidr: environment.network?.cidr } }],
        ports: [{ protocol: 'TCP', port: 443 }],
      };
      expect(added).toEqual([
        ['search-api', toDomain],
        ['worker', toDomain],
      ]);
    });

    test('need to be told where it is', () => {
      expect(readDeployInputs(environment, {}).examples).toContain('OPENSEARCH_URL');
      expect(readDeployInputs(columnar, {}).examples).not.toContain('OPENSEARCH_URL');
      const { inputs } = readDeployInputs(environment, { OPENSEARCH_URL: 'https://here.example' });
      expect(inputs.searchUrl).toBe('https://here.example');
    });
  },
);
