import type { Dashboard } from '@books/observability/panels';
import { DASHBOARDS } from '@books/observability/dashboards/all';
import { WITHOUT_DATA } from '@books/observability/dashboards/without-data';
import { expect, test } from 'vitest';
import { askPanels, faultsOf } from './judge-panels.ts';
import type { Series } from './start-prometheus.ts';

const aSeries = (labels: Record<string, string>, ...values: number[]): Series => ({
  labels,
  points: values.map((value, second) => [second, value]),
});

/** A dashboard with one panel, whose query is answered with these. */
async function faultsOfAnswer(
  answer: () => Promise<Series[]>,
  { legend = '{{route}}', mayBeEmpty = false } = {},
): Promise<string[]> {
  const dashboard: Dashboard = {
    id: 'api',
    title: 'API',
    description: 'Of an API.',
    panels: [
      {
        title: 'Requests',
        description: 'A second.',
        unit: 'reqps',
        queries: [{ expr: 'up', legend }],
      },
    ],
  };
  const reason = 'is told by nobody here';
  const excuses = mayBeEmpty ? [{ dashboard: 'api', panel: 'Requests', reason }] : [];
  return faultsOf(await askPanels([dashboard], answer), excuses);
}

test('finds no fault in a series that has a number and the label of the legend', async () => {
  const answer = async () => [aSeries({ route: '/books' }, NaN, 0)];
  expect(await faultsOfAnswer(answer)).toEqual([]);
});

test.each<[string, Series[], string]>([
  ['without series', [], 'no data'],
  [
    'with a series that is never a number',
    [aSeries({ route: '/' }, NaN, Infinity)],
    'never a number',
  ],
  [
    'whose series lack the label of the legend',
    [aSeries({ route: '/' }, 1), aSeries({ path: '/' }, 1)],
    'the legend names route, which a series does not have',
  ],
])('names a panel %s', async (_case, series, fault) => {
  expect(await faultsOfAnswer(async () => series)).toEqual([
    `api / Requests, "{{route}}": ${fault}`,
  ]);
});

test('names a query that Prometheus refuses, with its words', async () => {
  const answer = () => Promise.reject(new Error('parse error: unexpected end'));
  expect(await faultsOfAnswer(answer, { mayBeEmpty: true })).toEqual([
    'api / Requests, "{{route}}": parse error: unexpected end',
  ]);
});

test('lets only a panel be empty that is said to be, and no longer when it has data', async () => {
  expect(await faultsOfAnswer(async () => [], { mayBeEmpty: true })).toEqual([]);
  const answer = async () => [aSeries({ route: '/' }, 1)];
  expect(await faultsOfAnswer(answer, { mayBeEmpty: true })).toEqual([
    'api / Requests, "{{route}}": has data, though it is said to have none',
  ]);
});

test('names a panel that may be empty and is not there', () => {
  const excuse = { dashboard: 'api', panel: 'Gone', reason: 'was taken out' };
  expect(faultsOf([], [excuse])).toEqual(['api / Gone may be empty, but there is no such panel']);
});

test('lets panels be empty that are there', async () => {
  const nothing = await askPanels(DASHBOARDS, async () => []);
  const gone = faultsOf(nothing, WITHOUT_DATA).filter((fault) => fault.endsWith('no such panel'));
  expect(gone).toEqual([]);
});
