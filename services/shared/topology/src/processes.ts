/**
 * The processes of the product, said once: what `npm start` composes, `npm run stack` starts, the Ingress routes
 * and the manifests deploy.
 */
export type ProcessName =
  'search-api' | 'bookdetail-api' | 'ratings-api' | 'recommendation-api' | 'worker';

export type ProcessFacts = {
  readonly name: ProcessName;
  /** Where it listens on one machine; absent when it serves nobody outside. */
  readonly port?: number;
  /** Its ops port on one machine; 9090 in pods. */
  readonly opsPort: number;
  /**
   * Public paths. `*` stands for one segment, a `*` at the very end for anything. Where several processes match, the
   * pattern with more literal segments wins.
   */
  readonly paths: readonly string[];
};

export const PROCESSES: readonly ProcessFacts[] = [
  { name: 'search-api', port: 8080, opsPort: 9101, paths: ['/search', '/search/*'] },
  {
    name: 'bookdetail-api',
    port: 8081,
    opsPort: 9102,
    paths: ['/books/*', '/openapi.json', '/docs', '/docs/*', '/healthz', '/health', '/'],
  },
  {
    name: 'ratings-api',
    port: 3000,
    opsPort: 9103,
    paths: ['/books/*/rate', '/books/*/ratings', '/users/*'],
  },
  {
    name: 'recommendation-api',
    port: 8000,
    opsPort: 9104,
    paths: ['/recommendations', '/recommendations/*', '/books/*/similar'],
  },
  { name: 'worker', opsPort: 9105, paths: [] },
];

/** The process that answers `/` and whatever no other has. */
export const FRONT_DOOR: ProcessName = 'bookdetail-api';
