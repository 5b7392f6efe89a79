import { TABLES, TABLE_IDS, tableNames, type TableDefinition } from '@books/storage/tables';
import { describe, expect, test } from 'vitest';
import { RESOURCES, resourcesOf } from '../testing/resources.ts';

const DATA = ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key'];

const table = (name: string, environment: 'dev' | 'prod') => {
  const found = resourcesOf('AWS::DynamoDB::GlobalTable', environment).find(
    ({ properties }) => properties['TableName'] === name,
  );
  if (found === undefined) throw new Error(`no table ${name}`);
  return found;
};

describe.each(['dev', 'prod'] as const)('the stores of %s', (environment) => {
  const names = tableNames(environment);

  test('are the defined tables and no others', () => {
    const there = resourcesOf('AWS::DynamoDB::GlobalTable', environment).map(
      ({ properties }) => properties['TableName'],
    );
    expect(new Set(there)).toEqual(new Set(Object.values(names)));
    expect(there).toHaveLength(TABLE_IDS.length);
  });

  test.each(TABLE_IDS)('have %s with its keys, indexes and time to live', (id) => {
    const definition: TableDefinition = TABLES[id];
    const { properties } = table(names[id], environment);
    const keys = [definition.partitionKey, definition.sortKey].filter((key) => key !== undefined);
    expect(properties['KeySchema']).toEqual(
      keys.map(({ name }, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    );
    const indexNames = (property: string) =>
      [properties[property] ?? []]
        .flat()
        .map((index) => (index as { IndexName: string }).IndexName);
    expect(indexNames('LocalSecondaryIndexes')).toEqual(
      (definition.localIndexes ?? []).map(({ name }) => name),
    );
    expect(indexNames('GlobalSecondaryIndexes')).toEqual(
      (definition.globalIndexes ?? []).map(({ name }) => name),
    );
    expect(properties['TimeToLiveSpecification']).toEqual(
      definition.timeToLiveAttribute === undefined
        ? undefined
        : { AttributeName: definition.timeToLiveAttribute, Enabled: true },
    );
    expect(properties['BillingMode']).toBe('PAY_PER_REQUEST');
    expect(properties['SSESpecification']).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
  });

  test('are encrypted, with TLS and a password on Valkey', () => {
    const groups = resourcesOf('AWS::ElastiCache::ReplicationGroup', environment);
    expect(groups.map(({ properties }) => properties['ReplicationGroupId'])).toEqual([
      `book-recommendation-${environment}-cache`,
      `book-recommendation-${environment}-queue`,
    ]);
    for (const { properties } of groups) {
      expect(properties).toMatchObject({
        Engine: 'valkey',
        ClusterMode: 'disabled',
        AtRestEncryptionEnabled: true,
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
      });
      expect(properties['UserGroupIds']).toHaveLength(1);
    }
    const users = resourcesOf('AWS::ElastiCache::User', environment);
    expect(users).toHaveLength(4);
    const builtIn = users.filter(({ properties }) => properties['UserName'] === 'default');
    expect(builtIn.map(({ properties }) => properties['AccessString'])).toEqual([
      'off -@all',
      'off -@all',
    ]);
    for (const { properties } of users) {
      expect(properties).not.toHaveProperty('NoPasswordRequired');
      expect(properties['AuthenticationMode']).toMatchObject({ Type: 'password' });
      expect(JSON.stringify(properties['AuthenticationMode'])).toContain('resolve:secretsmanager:');
    }
  });

  test('never evict a job, and evict of the cache what has a time to live', () => {
    const policies = resourcesOf('AWS::ElastiCache::ParameterGroup', environment).map(
      ({ properties }) => properties['Properties'],
    );
    expect(policies).toEqual([
      { 'maxmemory-policy': 'volatile-lru' },
      { 'maxmemory-policy': 'noeviction' },
    ]);
  });

  test('let the world see no file, and nobody without TLS', () => {
    const buckets = resourcesOf('AWS::S3::Bucket', environment);
    expect(buckets).toHaveLength(2);
    for (const { properties, logicalId } of buckets) {
      expect(properties['PublicAccessBlockConfiguration']).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(properties).toHaveProperty('BucketEncryption');
      const policy = resourcesOf('AWS::S3::BucketPolicy', environment).find(
        ({ properties: { Bucket } }) => Bucket === `<${logicalId}>`,
      );
      expect(JSON.stringify(policy?.properties)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('turn the keys of the account once a year', () => {
    for (const { properties } of resourcesOf('AWS::KMS::Key', environment))
      expect(properties['EnableKeyRotation']).toBe(true);
  });
});

describe('prod', () => {
  test('can be had back at any second of 35 days, and is not deleted by mistake', () => {
    for (const { properties, deletionPolicy } of resourcesOf(
      'AWS::DynamoDB::GlobalTable',
      'prod',
    )) {
      expect(properties['Replicas']).toEqual([
        expect.objectContaining({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: {
            PointInTimeRecoveryEnabled: true,
            RecoveryPeriodInDays: 35,
          },
        }),
      ]);
      expect(deletionPolicy).toBe('Retain');
    }
  });

  test('keeps every store and key when its stack goes', () => {
    const kept = RESOURCES.filter(
      ({ stack, type }) => stack === 'book-recommendation-prod-data' && DATA.includes(type),
    );
    expect(kept.length).toBeGreaterThan(TABLE_IDS.length);
    for (const { deletionPolicy } of kept) expect(deletionPolicy).toBe('Retain');
  });

  test('has its own key on tables, caches, files and secrets', () => {
    const data = RESOURCES.filter(({ stack }) => stack === 'book-recommendation-prod-data');
    const keys = data.filter(({ type }) => type === 'AWS::KMS::Key');
    expect(keys).toHaveLength(1);
    const key = `<${keys[0]?.logicalId}.Arn>`;
    const encrypted = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::ElastiCache::ReplicationGroup',
      'AWS::SecretsManager::Secret',
    ];
    const stores = data.filter(({ type }) => encrypted.includes(type));
    expect(stores).toHaveLength(TABLE_IDS.length + 5);
    for (const { properties } of stores) expect(JSON.stringify(properties)).toContain(key);
    const files = data.find(({ logicalId }) => logicalId.startsWith('Files'));
    expect(JSON.stringify(files?.properties)).toContain(key);
  });

  test('survives the loss of a zone', () => {
    for (const { properties } of resourcesOf('AWS::ElastiCache::ReplicationGroup', 'prod'))
      expect(properties).toMatchObject({
        NumCacheClusters: 2,
        MultiAZEnabled: true,
        AutomaticFailoverEnabled: true,
      });
  });
});

test('dev can be taken down whole', () => {
  const stores = RESOURCES.filter(
    ({ stack, type }) => stack === 'book-recommendation-dev-data' && DATA.includes(type),
  );
  expect(stores).toHaveLength(TABLE_IDS.length + 2);
  for (const { deletionPolicy } of stores) expect(deletionPolicy).toBe('Delete');
  for (const { properties } of resourcesOf('AWS::DynamoDB::GlobalTable', 'dev'))
    expect(properties['Replicas']).toEqual([
      expect.objectContaining({ DeletionProtectionEnabled: false }),
    ]);
});

test('a runaway loop in dev is throttled, not paid', () => {
  for (const { properties } of resourcesOf('AWS::DynamoDB::GlobalTable', 'dev'))
    expect(properties['WriteOnDemandThroughputSettings']).toEqual({ MaxWriteRequestUnits: 4000 });
});
