import { ensure, type Check } from '../check.ts';
import { processUse } from '../node/resource-metrics.ts';
import { waitFor } from '../wait-for.ts';
import type { Stage } from './start-tier-2.ts';

const ASKED: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ['GET', '/healthz'],
  ['GET', '/books/gb:2'],
  ['POST', '/books/batch', { book_ids: ['gb:2', 'gb:5'] }],
  ['POST', '/books/gb:2/rate', { user_id: 'verify', rating: 5 }],
  ['GET', '/books/gb:2/ratings'],
  ['GET', '/users/verify/ratings'],
  ['GET', '/recommendations/verify'],
  ['GET', '/books/gb:2/similar'],
  ['GET', '/search?q=harry%20potter'],
  ['GET', '/search/shard/HAR'],
];

export const productAnswers: Check<Stage> = {
  proves: 'the product answers through the load balancer: search, books, ratings, recommendations',
  run: async ({ url }) => {
    const ask = async ([method, path, body]: (typeof ASKED)[number]) => {
      const response = await fetch(url + path, {
        method,
        ...(body !== undefined && {
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
      });
      const text = await response.text();
      ensure(response.ok, `${method} ${path} answered ${response.status}: ${text.slice(0, 200)}`);
    };
    for (const it of ASKED) await ask(it);
    // The first index is built once the sample is loaded.
    const found = await waitFor(
      async () => {
        const response = await fetch(`${url}/search?q=harry%20potter`);
        return /"book_id":"(gb:\d+)"/.exec(await response.text())?.[1];
      },
      { seconds: 120, what: 'a book in the search index' },
    );
    return `${ASKED.length} requests answered; a search finds ${found}`;
  },
};

const BYTES_PER_MIB = 1024 * 1024;

export const podsAreConfined: Check<Stage> = {
  proves:
    'every process runs from its bundle alone: a root it cannot write to, a user without rights, no node_modules',
  run: async ({ nodes, kubectl, namespace }) => {
    const pods = nodes.flatMap((node) => node.runners());
    const uses = pods.flatMap(({ pod, pid }) => {
      const containerPid = pid();
      const use = containerPid === undefined ? undefined : processUse(containerPid);
      return use
        ? [`${pod.spec.containers[0].name} ${Math.round(use.memoryBytes / BYTES_PER_MIB)} MiB`]
        : [];
    });
    ensure(uses.length >= 13, `only ${uses.length} pods run`);
    const { output } = await kubectl(
      'get',
      'pods',
      '--namespace',
      namespace,
      '--output',
      'jsonpath={.items[*].status.containerStatuses[*].restartCount}',
    );
    return `${uses.length} pods; memory now ${[...new Set(uses)].sort().join(', ')}; restarts ${output}`;
  },
};
