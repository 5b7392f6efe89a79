import { expect, test } from 'vitest';
import { rightsForDynamo, rightsForS3 } from './needed-rights.ts';

test('a request for an item needs the right to it on its table', () => {
  expect(rightsForDynamo('GetItemCommand', { TableName: 'books' })).toEqual([
    { action: 'dynamodb:GetItem', resource: 'table/books' },
  ]);
});

test('a query of an index needs the right to the index', () => {
  expect(rightsForDynamo('QueryCommand', { TableName: 'ratings', IndexName: 'by_time' })).toEqual([
    { action: 'dynamodb:Query', resource: 'table/ratings/index/by_time' },
  ]);
});

test('a batch needs its right on every table', () => {
  expect(rightsForDynamo('BatchGetItemCommand', { RequestItems: { a: {}, b: {} } })).toEqual([
    { action: 'dynamodb:BatchGetItem', resource: 'table/a' },
    { action: 'dynamodb:BatchGetItem', resource: 'table/b' },
  ]);
});

test('a transaction needs the rights of its parts', () => {
  const TransactItems = [
    { Put: { TableName: 'ratings' } },
    { Update: { TableName: 'book_stats' } },
    { ConditionCheck: { TableName: 'erasures' } },
  ];
  expect(rightsForDynamo('TransactWriteItemsCommand', { TransactItems })).toEqual([
    { action: 'dynamodb:PutItem', resource: 'table/ratings' },
    { action: 'dynamodb:UpdateItem', resource: 'table/book_stats' },
    { action: 'dynamodb:ConditionCheckItem', resource: 'table/erasures' },
  ]);
});

test('what is not known here needs a right to everything', () => {
  expect(rightsForDynamo('ExecuteStatementCommand', { Statement: 'SELECT' })).toEqual([
    { action: 'dynamodb:ExecuteStatement', resource: '*' },
  ]);
  expect(rightsForS3('ListBucketsCommand', {})).toEqual([
    { action: 's3:ListBuckets', resource: '*' },
  ]);
});

test('S3 asks for the right to write for every part of an upload', () => {
  const key = { Bucket: 'files', Key: 'models/1' };
  for (const command of ['PutObject', 'CreateMultipartUpload', 'UploadPart'])
    expect(rightsForS3(`${command}Command`, key)).toEqual([
      { action: 's3:PutObject', resource: 'files/models/1' },
    ]);
  expect(rightsForS3('ListObjectsV2Command', { Bucket: 'files', Prefix: 'models/' })).toEqual([
    { action: 's3:ListBucket', resource: 'files' },
  ]);
});
