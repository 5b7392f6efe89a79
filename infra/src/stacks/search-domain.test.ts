import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, onTestFinished, test } from 'vitest';
import { buildApp } from '../build-app.ts';
import { roleStatements } from '../policy/role-statements.ts';
import {
  environmentsWithOpenSearch,
  openSearchResources,
} from '../testing/open-search-resources.ts';
import { RESOURCES } from '../testing/resources.ts';

const ALL = await openSearchResources();
const roles = roleStatements(ALL);

describe.each(['dev', 'prod'] as const)('the search domain of %s', (environment) => {
  const data = ALL.filter(({ stack }) => stack === `book-recommendation-${environment}-data`);
  const [domain, ...others] = data.filter(({ type }) => type === 'AWS::OpenSearchService::Domain');
  const arn = `arn:aws:es:us-west-2:123456789012:domain/books-${environment}-search`;
  const properties = domain?.properties ?? {};

  test('is one, encrypted on disk, between nodes and on its way, and not open to older TLS', () => {
    expect(others).toEqual([]);
    expect(properties).toMatchObject({
      DomainName: `books-${environment}-search`,
      EncryptionAtRestOptions: { Enabled: true },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: {
        EnforceHTTPS: true,
        TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10',
      },
    });
  });

  test('is in the data subnets of three zones, and lets in nodes at one port', () => {
    const { SubnetIds, SecurityGroupIds } = properties['VPCOptions'] as Record<string, string[]>;
    expect(SubnetIds).toHaveLength(3);
    for (const subnet of SubnetIds ?? []) expect(subnet).toContain('VpcdataSubnet');
    expect(SecurityGroupIds).toHaveLength(1);
    const [group] = SecurityGroupIds ?? [];
    const rules = data.filter(
      ({ type, properties: { GroupId } }) =>
        type === 'AWS::EC2::SecurityGroupIngress' && GroupId === group,
    );
    expect(rules).toHaveLength(1);
    expect(rules[0]?.properties).toMatchObject({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 });
    expect(JSON.stringify(rules[0]?.properties['SourceSecurityGroupId'])).toContain('Nodes');
    expect(
      data.find(({ logicalId }) => `<${logicalId}.GroupId>` === group)?.properties,
    ).not.toHaveProperty('SecurityGroupIngress');
  });

  test('answers signed requests of the account alone, whose rights say who that is', () => {
    expect(properties['AccessPolicies']).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:root' },
          Resource: `${arn}/*`,
        },
      ],
    });
    const allowed = Object.entries(roles)
      .filter(([name]) => name.startsWith(`book-recommendation-${environment}-`))
      .filter(([, statements]) =>
        statements.some(({ actions }) => actions.some((action) => action.startsWith('es:'))),
      )
      .map(([name]) => name.replace(`book-recommendation-${environment}-`, ''));
    expect(allowed.toSorted()).toEqual(['search-api', 'worker']);
  });

  test('is only asked by search-api, which needs no table and no file then', () => {
    const statements = roles[`book-recommendation-${environment}-search-api`] ?? [];
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['es:ESHttpPost'], [`${arn}/books/_search`]],
      [['es:ESHttpGet'], [`${arn}/books-*/_count`]],
      [['es:ESHttpGet'], [`${arn}/books/_mapping`]],
    ]);
  });

  test('is filled by the worker, which looks for what has changed', () => {
    const statements = roles[`book-recommendation-${environment}-worker`] ?? [];
    const queried = statements
      .filter(({ actions }) => actions.includes('dynamodb:Query'))
      .flatMap(({ resources }) => resources);
    for (const table of ['books', 'book_keys'])
      expect(queried).toContain(
        `arn:aws:dynamodb:us-west-2:123456789012:table/book-recommendation-${table}-${environment}/index/recent_changes`,
      );
    expect(JSON.stringify(statements)).not.toContain('search-index');
  });
});

test('prod keeps its domain, under its own key, with managers of their own', () => {
  const prod = ALL.find(
    ({ stack, type }) =>
      type === 'AWS::OpenSearchService::Domain' && stack === 'book-recommendation-prod-data',
  );
  expect(prod?.deletionPolicy).toBe('Retain');
  expect(prod?.properties).toMatchObject({
    EncryptionAtRestOptions: { KmsKeyId: expect.stringContaining('Key') },
    ClusterConfig: { DedicatedMasterCount: 3, InstanceCount: 3, ZoneAwarenessEnabled: true },
  });
});

test('cdk-nag finds nothing in stacks with a domain that is not acknowledged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'books-nag-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const app = buildApp(environmentsWithOpenSearch(), folder, { hasChecks: false });
  expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
});

test('without OpenSearch there is no domain, and nobody may ask one', () => {
  expect(RESOURCES.filter(({ type }) => type === 'AWS::OpenSearchService::Domain')).toEqual([]);
  expect(JSON.stringify(roleStatements(RESOURCES))).not.toContain('"es:');
});
