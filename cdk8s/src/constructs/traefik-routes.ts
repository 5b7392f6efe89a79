import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { DEFAULT_ROUTE, ROUTES, traefikRule } from '../routes.ts';

const NAME = 'books';

/** The same routes for Traefik, which stands in front of a kind cluster. */
export class TraefikRoutes extends Construct {
  constructor(scope: Construct, id: string, host: string) {
    super(scope, id);
    const rules = [
      ...ROUTES.map((route) => ({ ...route, match: traefikRule(route) })),
      { ...DEFAULT_ROUTE, match: 'PathPrefix(`/`)' },
    ];
    new ApiObject(this, 'IngressRoute', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name: NAME, labels: labels(NAME) },
      spec: {
        entryPoints: ['web'],
        routes: rules.map(({ match, process, port }, index) => ({
          kind: 'Rule',
          match: `Host(\`${host}\`) && ${match}`,
          // Said, since Traefik would otherwise take the longest rule first.
          priority: rules.length - index,
          services: [{ kind: 'Service', name: process, port }],
        })),
      },
    });
  }
}
