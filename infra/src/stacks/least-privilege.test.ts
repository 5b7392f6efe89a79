import { PROCESSES } from '@books/topology/processes';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { resourcesOf } from '../testing/resources.ts';
import { PolicyDocument } from '../policy/policy-document.ts';
import { roleStatements } from '../policy/role-statements.ts';
import { RESOURCES } from '../testing/resources.ts';

const Trust = z.object({
  Statement: z.array(
    z.object({
      Action: z.union([z.string(), z.array(z.string())]),
      Principal: z.record(z.string(), z.unknown()),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

/** Every role of ours that may ask for something about every resource, and what. Nothing else may. */
const ANY_RESOURCE = {
  'aws-load-balancer-controller': /^(ec2:(Describe|Get)|elasticloadbalancing:Describe|acm:List)/,
  'cluster-autoscaler': /^(autoscaling:Describe|ec2:(Describe|Get))/,
  deploy: /^(ecr:GetAuthorizationToken|elasticloadbalancing:DescribeLoadBalancers)$/,
};

describe.each(['dev', 'prod'] as const)('the roles of %s', (environment) => {
  const roles = roleStatements(RESOURCES);
  const ours = Object.entries(roles).filter(([name]) =>
    name.startsWith(`book-recommendation-${environment}-`),
  );

  test('are there for every process', () => {
    for (const { name } of PROCESSES)
      expect(roles).toHaveProperty(`book-recommendation-${environment}-${name}`);
  });

  test('name a resource for whatever changes something', () => {
    for (const [role, statements] of ours)
      for (const { actions, resources } of statements) {
        if (!resources.includes('*')) continue;
        const purpose = role.replace(`book-recommendation-${environment}-`, '');
        const allowed = Object.entries(ANY_RESOURCE).find(([name]) => name === purpose)?.[1];
        for (const action of actions)
          expect({ role, action }).toEqual({
            role,
            action: expect.stringMatching(allowed ?? /^$/),
          });
      }
  });

  test('name each action in full', () => {
    for (const [role, statements] of ours)
      for (const { actions } of statements)
        for (const action of actions)
          expect({ role, action }).not.toEqual({ role, action: expect.stringContaining('*') });
  });

  test('let no process that answers requests scan anything', () => {
    const scanned = (name: string) =>
      (roles[`book-recommendation-${environment}-${name}`] ?? [])
        .filter(({ actions }) => actions.includes('dynamodb:Scan'))
        .flatMap(({ resources }) => resources)
        .map((arn) => arn.replace(/^.*book-recommendation-([a-z_]+)-.*$/, '$1'));
    for (const { name } of PROCESSES.filter(({ port }) => port !== undefined)) {
      expect({ name, scans: scanned(name) }).toEqual({ name, scans: [] });
    }
    expect(scanned('worker')).toContain('books');
  });

  test('let a process reach tables and files of its own environment only', () => {
    for (const { name } of PROCESSES)
      for (const { resources } of roles[`book-recommendation-${environment}-${name}`] ?? [])
        for (const resource of resources)
          expect(resource).toMatch(
            new RegExp(
              `^arn:aws:(dynamodb:us-west-2:123456789012:table/book-recommendation-[a-z_]+-${environment}(/index/[a-z_]+)?` +
                `|s3:::book-recommendation-${environment}-files-123456789012(/[a-z-]+/\\*)?)$`,
            ),
          );
  });

  test('of pods are for one service account of one cluster', () => {
    const associations = resourcesOf('AWS::EKS::PodIdentityAssociation', environment);
    expect(associations).toHaveLength(PROCESSES.length + 4);
    for (const { properties } of associations) {
      const role = resourcesOf('AWS::IAM::Role', environment).find(({ logicalId }) =>
        String(properties['RoleArn']).startsWith(`<${logicalId}.`),
      );
      const [statement] = Trust.parse(role?.properties['AssumeRolePolicyDocument']).Statement;
      expect(statement).toMatchObject({
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '123456789012',
            'aws:RequestTag/eks-cluster-name': `book-recommendation-${environment}`,
            'aws:RequestTag/kubernetes-namespace': properties['Namespace'],
            'aws:RequestTag/kubernetes-service-account': properties['ServiceAccount'],
          },
        },
      });
    }
  });
});

test('GitHub may deploy from the environment of the same name only', () => {
  for (const environment of ['dev', 'prod']) {
    const role = resourcesOf('AWS::IAM::Role').find(
      ({ properties }) => properties['RoleName'] === `book-recommendation-${environment}-deploy`,
    );
    const [statement] = Trust.parse(role?.properties['AssumeRolePolicyDocument']).Statement;
    expect(statement?.Condition).toEqual({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': `repo:<Repository>:environment:${environment}`,
      },
    });
  }
});

test('policies allow and never merely deny', () => {
  for (const { properties } of resourcesOf('AWS::IAM::Policy'))
    for (const { Effect } of PolicyDocument.parse(properties['PolicyDocument']).Statement)
      expect(Effect).toBe('Allow');
});
