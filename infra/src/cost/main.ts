/** `npm run cost`: what a month in AWS costs, from the stacks themselves. */
import { parseArgs } from 'node:util';
import { ENVIRONMENT_NAMES } from '@books/cdk8s/environments';
import { cloudEnvironment } from '../cloud-environment.ts';
import { environmentCost } from './environment-cost.ts';
import { totalOf, totalsByComponent } from './estimate.ts';
import { knobsOf } from './knobs.ts';
import { monthlyUse, ORIGINAL_LOAD, type Load } from './load.ts';
import { PRICES } from './prices.ts';

const CLOUDS = ENVIRONMENT_NAMES.filter((name) => name !== 'local');
const USAGE = `npm run cost -- --env ENVIRONMENT [--requests-per-second N] [--busy-hours N] [--books N] [--ratings N] [--no-knobs]

Estimates what a month of an environment (${CLOUDS.join(', ')}) costs: fixed costs from the stacks as they are synthesised
now, costs of use from a load. Without flags the load is the one that the original system was tried with.

  --requests-per-second N   while busy (${ORIGINAL_LOAD.requestsPerSecond})
  --busy-hours N            a day (${ORIGINAL_LOAD.busyHoursADay})
  --books N, --ratings N    that are kept (${ORIGINAL_LOAD.books}, ${ORIGINAL_LOAD.ratings})
  --no-knobs                leave out what each decision costs
`;

const say = (text = '') => void process.stdout.write(`${text}\n`);
const usd = (amount: number) => `${amount.toFixed(2)} USD`.padStart(14);
const difference = (amount: number) =>
  `${amount < 0 ? '-' : '+'}${Math.abs(amount).toFixed(2)} USD`.padStart(14);

/** @throws Error that names the flag when its value is not a number in range */
function numberIn(name: string, text: string | undefined, standard: number, most: number): number {
  if (text === undefined) return standard;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= most))
    throw new Error(`--${name} must be a number from 0 to ${most}, not "${text}"`);
  return value;
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      env: { type: 'string' },
      'requests-per-second': { type: 'string' },
      'busy-hours': { type: 'string' },
      books: { type: 'string' },
      ratings: { type: 'string' },
      'no-knobs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (values.env === undefined) throw new Error(`which environment? --env ${CLOUDS.join(' or ')}`);
  const environment = cloudEnvironment(values.env);
  const load: Load = {
    requestsPerSecond: numberIn(
      'requests-per-second',
      values['requests-per-second'],
      ORIGINAL_LOAD.requestsPerSecond,
      1e6,
    ),
    busyHoursADay: numberIn('busy-hours', values['busy-hours'], ORIGINAL_LOAD.busyHoursADay, 24),
    books: numberIn('books', values.books, ORIGINAL_LOAD.books, 1e9),
    ratings: numberIn('ratings', values.ratings, ORIGINAL_LOAD.ratings, 1e11),
  };
  const lines = await environmentCost(environment, load, PRICES);
  const total = totalOf(lines);

  say(`${environment.name}, ${PRICES.region}, list prices as of ${PRICES.as_of}, a month:\n`);
  for (const [component, amount] of totalsByComponent(lines)) {
    say(`${usd(amount)}  ${component}`);
    for (const { item, usdAMonth } of lines.filter((line) => line.component === component))
      say(`${''.padStart(16)}${usd(usdAMonth)}  ${item}`);
  }
  say(`${'-'.repeat(14)}\n${usd(total)}  in all\n`);
  const use = monthlyUse(load);
  say(
    `Assumed: ${load.requestsPerSecond} requests a second for ${load.busyHoursADay} hours a day ` +
      `(${(use.requests / 1e6).toFixed(1)} million a month), ${load.books} books, ${load.ratings} ratings; ` +
      `${(use.readUnits / 1e6).toFixed(1)} million read and ${(use.writeUnits / 1e6).toFixed(1)} million write units; ` +
      `nodes at their least.`,
  );
  say(PRICES.source);
  if (values['no-knobs']) return 0;

  say('\nWhat each decision changes, taken by itself:\n');
  for (const knob of knobsOf(environment, load)) {
    const changed = await environmentCost(knob.environment, knob.load, PRICES);
    say(`${difference(totalOf(changed) - total)}  ${knob.name}`);
  }
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
