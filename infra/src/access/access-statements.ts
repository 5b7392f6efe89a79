import {
  TABLES,
  TABLE_IDS,
  tableNames,
  type TableDefinition,
  type TableId,
} from '@books/storage/tables';
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';
import type { FileFolder, ServiceAccess } from './service-access.ts';

/** Known before there is one, as every name is. */
export function searchDomainArn(scope: Construct, { names }: CloudEnvironment): string {
  return Stack.of(scope).formatArn({
    service: 'es',
    resource: 'domain',
    resourceName: names.searchDomain,
  });
}

/** The statements of a role that may do this and nothing else. */
export function accessStatements(
  scope: Construct,
  environment: CloudEnvironment,
  access: ServiceAccess,
): PolicyStatement[] {
  const { name, names } = environment;
  const stack = Stack.of(scope);
  const tables = tableNames(name);
  const tableArn = (resource: string) =>
    stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: resource });
  const bucketArn = `arn:${stack.partition}:s3:::${names.filesBucket(stack.account)}`;

  const onTables = entries(access.tables).map(
    ([id, actions]) =>
      new PolicyStatement({
        sid: `Table${pascal(id)}`,
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [tableArn(tables[id])],
      }),
  );
  const onIndexes = (access.indexes ?? []).map((path) => {
    const { id, index } = parseIndex(path);
    return new PolicyStatement({
      sid: `Index${pascal(id)}${pascal(index)}`,
      actions: ['dynamodb:Query'],
      resources: [tableArn(`${tables[id]}/index/${index}`)],
    });
  });
  const onFiles = entries(access.files ?? {}).flatMap(([folder, actions]) => {
    const onObjects = actions.filter((action) => action !== 'ListBucket');
    return [
      new PolicyStatement({
        sid: `Files${pascal(folder)}`,
        actions: onObjects.map((action) => `s3:${action}`),
        resources: [`${bucketArn}/${folder}/*`],
      }),
      ...(onObjects.length < actions.length ? [listing(bucketArn, folder)] : []),
    ];
  });
  const onSearch = entries(access.search ?? {}).map(
    ([path, actions]) =>
      new PolicyStatement({
        sid: `Search${pascal(path.replaceAll(/[^a-z]+(?=[a-z])/g, '-').replaceAll(/[^a-z]+$/g, ''))}`,
        actions: actions.map((action) => `es:${action}`),
        resources: [`${searchDomainArn(scope, environment)}/${path}`],
      }),
  );
  return [...onTables, ...onIndexes, ...onFiles, ...onSearch];
}

/**
 * Of the whole bucket: S3 says that an object is missing only to who may list without a prefix, and answers that access
 * is denied otherwise.
 */
const listing = (bucketArn: string, folder: FileFolder) =>
  new PolicyStatement({
    sid: `List${pascal(folder)}`,
    actions: ['s3:ListBucket'],
    resources: [bucketArn],
  });

/** @throws Error when the table has no such index */
function parseIndex(path: `${TableId}/${string}`): { id: TableId; index: string } {
  for (const id of TABLE_IDS) {
    const { localIndexes = [], globalIndexes = [] }: TableDefinition = TABLES[id];
    const found = [...localIndexes, ...globalIndexes].find(({ name }) => `${id}/${name}` === path);
    if (found !== undefined) return { id, index: found.name };
  }
  throw new Error(`there is no index ${path}`);
}

/** `Object.entries` that keeps the keys' type: the records here have no other keys than those of their type. */
function entries<Key extends string, Value>(record: Partial<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][];
}

const pascal = (words: string) =>
  words.replaceAll(/(?:^|[-_])([a-z])/g, (_, letter: string) => letter.toUpperCase());
