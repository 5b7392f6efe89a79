import { expect, test } from 'vitest';
import { unmetRights, unusedGrants } from './unmet-rights.ts';

const BOOKS = 'arn:aws:dynamodb:us-west-2:123456789012:table/books';
const reading = {
  actions: ['dynamodb:GetItem', 'dynamodb:Query'],
  resources: [BOOKS],
  conditions: {},
};

test('finds what a role is not allowed', () => {
  const read = { action: 'dynamodb:GetItem', arn: BOOKS };
  const scan = { action: 'dynamodb:Scan', arn: BOOKS };
  const readIndex = { action: 'dynamodb:Query', arn: `${BOOKS}/index/by_time` };
  const readOther = { action: 'dynamodb:GetItem', arn: `${BOOKS}2` };
  expect(unmetRights([reading], [read, scan, readIndex, readOther])).toEqual([
    scan,
    readIndex,
    readOther,
  ]);
  expect(unmetRights([], [read])).toEqual([read]);
});

test('takes * and ? as IAM does, and everything else as it is written', () => {
  const files = {
    actions: ['s3:Get*'],
    resources: ['arn:aws:s3:::files/models/*'],
    conditions: {},
  };
  const get = (arn: string) => ({ action: 's3:GetObject', arn });
  expect(unmetRights([files], [get('arn:aws:s3:::files/models/a/b.bin')])).toEqual([]);
  expect(unmetRights([files], [get('arn:aws:s3:::files/modelsX')])).toHaveLength(1);
  const secret = { actions: ['s:G'], resources: ['a.b-??'], conditions: {} };
  expect(unmetRights([secret], [{ action: 's:G', arn: 'a.b-xy' }])).toEqual([]);
  expect(unmetRights([secret], [{ action: 's:G', arn: 'aXb-xy' }])).toHaveLength(1);
});

test('finds what a role is allowed and never needs', () => {
  expect(unusedGrants([reading], [{ action: 'dynamodb:GetItem', arn: BOOKS }])).toEqual([
    `dynamodb:Query on ${BOOKS}`,
  ]);
});
