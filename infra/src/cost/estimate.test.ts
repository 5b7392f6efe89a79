import { describe, expect, test } from 'vitest';
import { RESOURCES } from '../testing/resources.ts';
import { cloudEnvironment } from '../cloud-environment.ts';
import { estimate, totalOf, totalsByComponent } from './estimate.ts';
import { knobsOf } from './knobs.ts';
import { monthlyUse, ORIGINAL_LOAD } from './load.ts';
import { priceOf, PRICES } from './prices.ts';

const NOTHING = { requestsPerSecond: 0, busyHoursADay: 0, books: 0, ratings: 0 };
const internal = { isPublic: false, zones: 3 };

const resource = (type: string, properties: Record<string, unknown>) => ({
  stack: 'book-recommendation-dev-network',
  logicalId: 'It',
  type,
  properties,
  deletionPolicy: undefined,
});

const costOf = (resources: Parameters<typeof estimate>[0]['resources'], load = NOTHING) =>
  estimate({ resources, use: monthlyUse(load), prices: PRICES, loadBalancer: internal });

test('adds up the hours of a month', () => {
  const lines = costOf([
    resource('AWS::EC2::NatGateway', {}),
    resource('AWS::EC2::NatGateway', {}),
    resource('AWS::EC2::VPC', {}),
  ]);
  // 2 x 0.045 USD x 730 hours
  expect(lines.find(({ item }) => item === 'NAT gateway (2)')?.usdAMonth).toBeCloseTo(65.7, 10);
});

test('counts the nodes at their least, with their disks', () => {
  const lines = costOf([
    resource('AWS::EKS::Nodegroup', {
      ScalingConfig: { MinSize: 3, MaxSize: 9 },
      InstanceTypes: ['m7g.large'],
    }),
    resource('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 50 } }] },
    }),
  ]);
  // 3 x 0.0816 x 730 + 3 x 50 x 0.08
  expect(totalsByComponent(lines).get('Nodes')).toBeCloseTo(178.704 + 12, 10);
});

test('pays for requests only when there are some', () => {
  expect(monthlyUse(NOTHING)).toMatchObject({ requests: 0, writeUnits: 0, readUnits: 0 });
  // 70 a second for an hour a day is 70 x 3600 x 365 / 12 a month
  expect(monthlyUse(ORIGINAL_LOAD).requests).toBeCloseTo(7_665_000, 3);
  expect(totalOf(costOf([], ORIGINAL_LOAD))).toBeGreaterThan(totalOf(costOf([])));
});

test('refuses what it knows no price of, instead of leaving it out', () => {
  expect(() => costOf([resource('AWS::Quantum::Computer', {})])).toThrow('AWS::Quantum::Computer');
  expect(() => priceOf(PRICES.ec2_hour, 'z9.mega')).toThrow('z9.mega');
});

describe.each(['dev', 'prod'] as const)('of %s', (name) => {
  const environment = cloudEnvironment(name);
  const resources = RESOURCES.filter(
    ({ stack }) =>
      stack.startsWith(`book-recommendation-${name}-`) || stack === 'book-recommendation-registry',
  );

  test('every resource of the stacks is priced or known to be free', () => {
    const lines = estimate({
      resources,
      use: monthlyUse(ORIGINAL_LOAD),
      prices: PRICES,
      loadBalancer: { isPublic: true, zones: environment.network.zones },
    });
    expect(totalOf(lines)).toBeGreaterThan(100);
  });

  test('every knob changes one thing', () => {
    for (const knob of knobsOf(environment, ORIGINAL_LOAD)) {
      const changed = Object.entries(knob.environment).filter(
        ([key, value]) =>
          JSON.stringify(value) !== JSON.stringify(environment[key as keyof typeof environment]),
      );
      expect(changed.length + (knob.load === ORIGINAL_LOAD ? 0 : 1)).toBe(1);
    }
  });
});
