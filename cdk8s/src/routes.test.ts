import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processOf } from '@books/topology/path-router';
import { PROCESSES } from '@books/topology/processes';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ENVIRONMENTS } from './environments.ts';
import { manifestsOf, ofKind } from './testing/manifest.ts';

const SERVICES_FOLDER = join(import.meta.dirname, '../../services');
const ApiDocument = z.looseObject({ paths: z.record(z.string(), z.unknown()) });

/** Every documented path, with values for its parameters that are hard to tell from other paths. */
function documentedPaths(): string[] {
  return PROCESSES.filter(({ port }) => port !== undefined).flatMap(({ name }) => {
    const text = readFileSync(join(SERVICES_FOLDER, name, 'openapi.json'), 'utf8');
    const { paths } = ApiDocument.parse(JSON.parse(text));
    return Object.keys(paths).flatMap((path) =>
      ['ratings', 'gb:1', 'a%2Fb'].map((value) => path.replaceAll(/\{[^}]+\}/g, value)),
    );
  });
}

const PATHS = [
  ...documentedPaths(),
  '/',
  '/search',
  '/search/',
  '/search/advanced',
  '/search/shard/HAR',
  '/search/suggest',
  '/books/batch',
  '/books/gb:1',
  '/books/rate',
  '/books/similar/rate',
  '/books/rate/rate',
  '/books/gb:1/rate',
  '/books/gb:1/ratings',
  '/books/gb:1/similar',
  '/books/gb:1/rated',
  '/users/ann/ratings',
  '/users/ann/ratings/gb:1',
  '/users/ann',
  '/users/ann/imports/1',
  '/users/ann/not-interested',
  '/users/ann/export',
  '/users/a%20b/ratings',
  '/recommendations/ann',
  '/recommendations/refresh',
  '/recommendations/refresh/1',
  '/recommendations/invalidate/ann',
  '/recommendations',
  '/openapi.json',
  '/openapiXjson',
  '/docs',
  '/docs/swagger-ui.css',
  '/healthz',
  '/health',
  '/searching',
  '/nothing',
  '/user',
];

/** An ALB's path pattern: `*` is anything, slashes too, and `?` one character. */
function albMatcher(pattern: string): RegExp {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

const Ingress = z.looseObject({
  spec: z.looseObject({
    defaultBackend: z.looseObject({ service: z.looseObject({ name: z.string() }) }),
    rules: z.tuple([
      z.looseObject({
        http: z.looseObject({
          paths: z.array(
            z.looseObject({
              path: z.string(),
              pathType: z.literal('ImplementationSpecific'),
              backend: z.looseObject({ service: z.looseObject({ name: z.string() }) }),
            }),
          ),
        }),
      }),
    ]),
  }),
});

const IngressRoute = z.looseObject({
  spec: z.looseObject({
    routes: z.array(
      z.looseObject({
        match: z.string(),
        priority: z.number(),
        services: z.tuple([z.looseObject({ name: z.string() })]),
      }),
    ),
  }),
});

describe('the routes', () => {
  test.each([ENVIRONMENTS.dev, ENVIRONMENTS.prod])(
    'of the load balancer of $name send every path where the local router does',
    (environment) => {
      const [ingress] = ofKind(manifestsOf(environment), 'Ingress', Ingress);
      const rules = ingress?.spec.rules[0].http.paths ?? [];
      const answering = (path: string) =>
        rules.find((rule) => albMatcher(rule.path).test(path))?.backend.service.name ??
        ingress?.spec.defaultBackend.service.name;
      expect(PATHS.map((path) => [path, answering(path)])).toEqual(
        PATHS.map((path) => [path, processOf(path)]),
      );
    },
  );

  test('of Traefik send every path where the local router does', () => {
    const [route] = ofKind(manifestsOf(ENVIRONMENTS.local), 'IngressRoute', IngressRoute);
    const rules = (route?.spec.routes ?? []).sort((a, b) => b.priority - a.priority);
    const answering = (path: string) =>
      rules.find(({ match }) => traefikMatcher(match).test(path))?.services[0].name;
    expect(PATHS.map((path) => [path, answering(path)])).toEqual(
      PATHS.map((path) => [path, processOf(path)]),
    );
  });
});

/** The part of a Traefik rule that concerns the path; what these rules use means the same in Go and here. */
function traefikMatcher(match: string): RegExp {
  const [, kind, expression] =
    /^Host\(`localhost`\) && (PathRegexp|PathPrefix)\(`(.+)`\)$/.exec(match) ?? [];
  if (expression === undefined) throw new Error(`not a rule of the expected form: ${match}`);
  return new RegExp(kind === 'PathPrefix' ? `^${expression}` : expression);
}
