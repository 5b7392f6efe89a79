import { TABLES, TABLE_IDS, tableNames, type TableDefinition } from '@books/storage/tables';
import {
  AttributeType,
  Billing,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';

/** DynamoDB keeps a point in time for so long at most. */
const RECOVERY_DAYS = 35;

/** Every table of the platform as `services/shared/storage/src/tables.ts` defines it. */
export function addTables(scope: Construct, environment: CloudEnvironment, key?: IKey): TableV2[] {
  const { database, settings, removal } = environment;
  const names = tableNames(environment.name);
  return TABLE_IDS.map((id) => {
    const definition: TableDefinition = TABLES[id];
    return new TableV2(scope, `Table-${id}`, {
      tableName: names[id],
      partitionKey: attribute(definition.partitionKey),
      ...(definition.sortKey && { sortKey: attribute(definition.sortKey) }),
      localSecondaryIndexes: (definition.localIndexes ?? []).map((index) => ({
        indexName: index.name,
        sortKey: attribute(index.sortKey),
        ...projection(index.projected),
      })),
      globalSecondaryIndexes: (definition.globalIndexes ?? []).map((index) => ({
        indexName: index.name,
        partitionKey: attribute(index.partitionKey),
        sortKey: attribute(index.sortKey),
        ...projection(index.projected),
      })),
      ...(definition.timeToLiveAttribute !== undefined && {
        timeToLiveAttribute: definition.timeToLiveAttribute,
      }),
      billing: Billing.onDemand({
        ...(settings.maxReadUnitsPerSecond !== undefined && {
          maxReadRequestUnits: settings.maxReadUnitsPerSecond,
        }),
        ...(settings.maxWriteUnitsPerSecond !== undefined && {
          maxWriteRequestUnits: settings.maxWriteUnitsPerSecond,
        }),
      }),
      encryption:
        key === undefined
          ? TableEncryptionV2.awsManagedKey()
          : TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: database.hasPointInTimeRecovery,
        ...(database.hasPointInTimeRecovery && { recoveryPeriodInDays: RECOVERY_DAYS }),
      },
      deletionProtection: database.isDeletionProtected,
      removalPolicy: removal.data,
    });
  });
}

const attribute = ({ name, type }: { name: string; type: 'S' | 'N' }) => ({
  name,
  type: type === 'S' ? AttributeType.STRING : AttributeType.NUMBER,
});

const projection = (projected: readonly string[]) =>
  projected.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...projected] };
