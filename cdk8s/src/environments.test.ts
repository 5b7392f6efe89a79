import { PROCESSES } from '@books/topology/processes';
import { expect, test } from 'vitest';
import { ENVIRONMENTS, environmentNamed } from './environments.ts';
import { replicaRange, SERVICES } from './services.ts';

test('finds an environment by its name, and names those there are when it is not one', () => {
  expect(environmentNamed('dev')).toBe(ENVIRONMENTS.dev);
  expect(() => environmentNamed('toString')).toThrow('"toString"; there are local, dev, prod');
});

test('deploys every process, each with its port', () => {
  expect(SERVICES.map(({ name, port }) => [name, port])).toEqual(
    PROCESSES.map(({ name, port }) => [name, port]),
  );
});

test('keeps at least two pods of everything where AWS serves', () => {
  for (const environment of [ENVIRONMENTS.dev, ENVIRONMENTS.prod])
    for (const service of SERVICES)
      expect(replicaRange(service, environment).min).toBeGreaterThanOrEqual(2);
});
