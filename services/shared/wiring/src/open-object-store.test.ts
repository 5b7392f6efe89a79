import { expect, test } from 'vitest';
import { parseObjectLocation } from './open-object-store.ts';
import { ModelSettings } from './settings.ts';

test.each([
  ['s3://books-models', { bucket: 'books-models', prefix: '' }],
  ['s3://books-models/', { bucket: 'books-models', prefix: '' }],
  ['s3://books/prod/models', { bucket: 'books', prefix: 'prod/models/' }],
  ['s3://books/prod/models/', { bucket: 'books', prefix: 'prod/models/' }],
  ['.data/models', undefined],
  ['/var/lib/s3/models', undefined],
])('reads %s', (place, location) => {
  expect(parseObjectLocation(place)).toEqual(location);
});

test.each(['', 's3://', 's3:///models', 's3:books', 'S3://books', 'https://books.example/models'])(
  'refuses %j as a place for models',
  (place) => {
    expect(ModelSettings.safeParse({ MODEL_DIR: place }).success).toBe(false);
  },
);
