// npm run verify:dashboards: asks what every panel shows of a Prometheus that scrapes the stack under load.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { playOnNode } from '@books/loadtest/node/play-on-node';
import { readLibraryFile } from '@books/loadtest/library-file';
import { optionsOf, type ScenarioName } from '@books/loadtest/scenarios';
import { DASHBOARDS } from '@books/observability/dashboards/all';
import { WITHOUT_DATA } from '@books/observability/dashboards/without-data';
import { RATE_WINDOW } from '@books/observability/promql';
import { findStackPorts } from '@books/stack/ports';
import { whatStackLacks } from '@books/stack/requirements';
import { startStack } from '@books/stack/start-stack';
import { PROCESSES } from '@books/topology/processes';
import { drawDashboard } from './draw-dashboard.ts';
import { askPanels, faultsOf } from './judge-panels.ts';
import { startPrometheus, whatPrometheusLacks, type Prometheus } from './start-prometheus.ts';
import { useEverything } from './use-everything.ts';

const USAGE = `Starts the stack and a Prometheus that scrapes it, plays readers, and asks what every panel of every dashboard
asks. Ends with 1 when a panel has no data that is not known to have none, or a query is wrong.

  npm run verify:dashboards [-- --draw]

  --draw   play readers for three minutes instead of one half, and draw the dashboards into docs/dashboards

Needs Java 17 or later, redis-server and prometheus.
`;

const ROOT = join(import.meta.dirname, '../../../../..');
const PICTURES = join(ROOT, 'docs/dashboards');
/** Few enough to be loaded soon, and enough for a model that is better than popularity: those of 30 readers were refused now and then. */
const READERS = 200;
/** Instead of Grafana's, for a scrape a second. */
const RATE_SECONDS = 15;
/** Until what happened last has been scraped. */
const SCRAPE_MS = 2500;

type Play = { readonly scenario: ScenarioName; readonly seconds: number };
const SHORT_PLAY: Play = { scenario: 'normal', seconds: 30 };
const DRAWN_PLAY: Play = { scenario: 'stress', seconds: 180 };

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** @returns the exit code */
async function run(words: string[]): Promise<number> {
  const { values } = parseArgs({
    args: words,
    options: {
      draw: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const lacking = [...whatStackLacks(), ...whatPrometheusLacks()];
  if (lacking.length > 0) {
    say(lacking.join('\n'));
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'books-dashboards-'));
  try {
    return await verify(folder, values.draw);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function verify(folder: string, isDrawn: boolean): Promise<number> {
  say('starting the stack ...');
  const environment = { ...process.env, LOG_LEVEL: 'warn', OVERLOAD_LATENCY_MS: '0' };
  const stack = await startStack({
    folder,
    ports: await findStackPorts(),
    readers: READERS,
    environment,
  });
  let prometheus: Prometheus | undefined;
  try {
    const targets = PROCESSES.map(({ name }) => [name, new URL(stack.instance(name).opsUrl).host]);
    prometheus = await startPrometheus(join(folder, 'prometheus'), Object.fromEntries(targets));
    const begin = Date.now() / 1000;
    await Promise.all([
      playReaders(stack.baseUrl, isDrawn ? DRAWN_PLAY : SHORT_PLAY),
      useEverything(stack.baseUrl),
    ]);
    await sleep(SCRAPE_MS);
    const range = { begin, end: Date.now() / 1000, stepSeconds: isDrawn ? 3 : 5 };
    const { ask } = prometheus;
    const all = await askPanels(DASHBOARDS, (expr) =>
      ask(expr.replaceAll(RATE_WINDOW, `${RATE_SECONDS}s`), range),
    );
    const faults = faultsOf(all, WITHOUT_DATA);
    for (const fault of faults) say(fault);
    say(
      `${all.length} panels of ${DASHBOARDS.length} dashboards, ${WITHOUT_DATA.length} of them known to be empty here; ${faults.length} faults`,
    );
    if (isDrawn && faults.length === 0) {
      mkdirSync(PICTURES, { recursive: true });
      for (const dashboard of DASHBOARDS) {
        const drawn = all.filter((one) => one.dashboard === dashboard);
        writeFileSync(
          join(PICTURES, `${dashboard.id}.svg`),
          drawDashboard(dashboard, drawn, range),
        );
      }
    }
    return faults.length === 0 ? 0 : 1;
  } finally {
    await prometheus?.close();
    await stack.close();
  }
}

async function playReaders(target: string, { scenario, seconds }: Play): Promise<void> {
  say(`playing ${scenario} for ${seconds} s ...`);
  const { metrics } = await playOnNode({
    options: optionsOf(scenario, { seconds }),
    target,
    library: readLibraryFile(),
    runId: Date.now().toString(36),
    random: Math.random,
    signal: new AbortController().signal,
    onWrong: say,
  });
  const wrong = metrics['wrong_answers']?.values['count'] ?? NaN;
  const requests = metrics['http_reqs']?.values['count'] ?? NaN;
  if (wrong !== 0) throw new Error(`${wrong} of ${requests} answers were wrong`);
  say(`${requests} requests, every answer right`);
}

run(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
