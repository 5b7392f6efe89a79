import { expect, test } from 'vitest';
import { ENVIRONMENTS, type Environment } from './environments.ts';
import { manifestsOf } from './testing/manifest.ts';

type Place = string;
const SERVICE = '(search-api|bookdetail-api|ratings-api|recommendation-api|worker)';

/** Where manifests of two environments may differ, and the entry of the environment that says so. */
const DECLARED: readonly (readonly [because: keyof Environment, where: RegExp])[] = [
  ['name', new RegExp(`^Deployment/${SERVICE}/.*/env/ENVIRONMENT/`)],
  ['images', new RegExp(`^Deployment/${SERVICE}/.*/image$`)],
  ['replicas', /^HorizontalPodAutoscaler\/.*\/(minReplicas|maxReplicas)$/],
  ['drainSeconds', new RegExp(`^Deployment/${SERVICE}/.*/preStop/sleep/seconds$`)],
  [
    'drainSeconds',
    new RegExp(
      `^Deployment/${SERVICE}/spec/(progressDeadlineSeconds|.*terminationGracePeriodSeconds)$`,
    ),
  ],
  ['hasReadOnlyRoot', new RegExp(`^Deployment/${SERVICE}/.*/readOnlyRootFilesystem$`)],
  ['isSpread', /^PodDisruptionBudget\//],
  ['isSpread', new RegExp(`^Service/${SERVICE}/spec/trafficDistribution$`)],
  ['isSpread', new RegExp(`^Deployment/${SERVICE}/.*/topologySpreadConstraints/`)],
  ['ingress', /^(Ingress|IngressClass|IngressClassParams|IngressRoute)\//],
  ['ingress', /^Namespace\/books\/metadata\/labels\/elbv2/],
  ['database', new RegExp(`^Deployment/${SERVICE}/.*/env/(DYNAMODB_|AWS_(ACCESS|SECRET))`)],
  ['database', /^(Service|Deployment|NetworkPolicy)\/dynamodb-local\//],
  ['caches', new RegExp(`^Deployment/${SERVICE}/.*/env/(QUEUE_)?REDIS_URL`)],
  ['caches', /^(Service|Deployment|NetworkPolicy)\/valkey-(cache|queue)\//],
  ['access', new RegExp(`^Deployment/${SERVICE}/.*/env/(AUTH_|RATE_LIMIT_)`)],
  // A secret that hashes readers' ids; one's own machine does without.
  ['name', new RegExp(`^Deployment/${SERVICE}/.*/env/READER_KEY`)],
  ['files', new RegExp(`^Deployment/${SERVICE}/.*/volumes/files/`)],
  [
    'files',
    new RegExp(
      `^Deployment/${SERVICE}/.*/env/(CATALOGUE_DIR|MODEL_DIR|SEARCH_INDEX_DIR|S3_FILES_DIR)/`,
    ),
  ],
  ['files', /^PersistentVolumeClaim\/files\//],
  ['sampleReaders', /^(Job|NetworkPolicy)\/sample-data\//],
  ['identity', /^NetworkPolicy\/pod-identity\//],
  // Whom a process may talk to follows from where its stores and its load balancer are.
  ['network', new RegExp(`^NetworkPolicy/${SERVICE}/spec/(ingress|egress)/`)],
];

/** Every leaf of every object, by its place; members of lists that have a name stand under it. */
function leavesOf(environment: Environment): ReadonlyMap<Place, unknown> {
  const leaves = new Map<Place, unknown>();
  const walk = (place: Place, value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      leaves.set(place, value);
      return;
    }
    for (const [key, child] of Object.entries(value))
      walk(`${place}/${nameOf(child) ?? key}`, child);
  };
  for (const manifest of manifestsOf(environment))
    walk(`${manifest.kind}/${manifest.metadata.name}`, manifest);
  return leaves;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
  return typeof value.name === 'string' && !('annotations' in value || 'labels' in value)
    ? value.name
    : undefined;
}

function differences(a: Environment, b: Environment): Place[] {
  const [leavesOfA, leavesOfB] = [leavesOf(a), leavesOf(b)];
  const places = new Set([...leavesOfA.keys(), ...leavesOfB.keys()]);
  return [...places].filter((place) => leavesOfA.get(place) !== leavesOfB.get(place));
}

const PAIRS = [
  [ENVIRONMENTS.local, ENVIRONMENTS.dev],
  [ENVIRONMENTS.dev, ENVIRONMENTS.prod],
] as const;

test.each(PAIRS)(
  'differs from one environment (%#) to the next only where it is declared',
  (a, b) => {
    const found = differences(a, b);
    expect(found.filter((place) => !DECLARED.some(([, where]) => where.test(place)))).toEqual([]);
    for (const place of found) {
      const reasons = DECLARED.filter(([, where]) => where.test(place)).map(([because]) => because);
      const isSaid = reasons.some((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
      expect(isSaid, `${place} differs, but ${reasons.join(', ')} does not`).toBe(true);
    }
  },
);

test('declares no difference that there is not', () => {
  const found = PAIRS.flatMap(([a, b]) => differences(a, b));
  const unused = DECLARED.filter(([, where]) => !found.some((place) => where.test(place)));
  expect(unused).toEqual([]);
});
