import { expect, test } from 'vitest';
import { namedPorts, StackConfig } from './config.ts';

test('uses the ports that clients and operators know', () => {
  const { ports } = StackConfig.parse({});
  expect(ports).toEqual({
    router: 8090,
    dynamodb: 8800,
    redis: 6390,
    processes: {
      'search-api': { port: 8080, opsPort: 9101 },
      'bookdetail-api': { port: 8081, opsPort: 9102 },
      'ratings-api': { port: 3000, opsPort: 9103 },
      'recommendation-api': { port: 8000, opsPort: 9104 },
      worker: { opsPort: 9105 },
    },
  });
});

test('takes each port from the variable that it names', () => {
  const variables = namedPorts(StackConfig.parse({}).ports).map(({ variable }) => variable);
  expect(variables).toHaveLength(12);
  const given = Object.fromEntries(
    variables.map((variable, index) => [variable, `${20_000 + index}`]),
  );
  const ports = namedPorts(StackConfig.parse(given).ports);
  expect(ports).toEqual(variables.map((variable, index) => ({ port: 20_000 + index, variable })));
});
