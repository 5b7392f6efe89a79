import { parseArgs } from 'node:util';
import { ENVIRONMENT_NAMES, ENVIRONMENTS, type Environment } from '@books/cdk8s/environments';
import { isScenarioName, SCENARIO_NAMES, scenarioSummary, type ScenarioName } from './scenarios.ts';

export const DEFAULT_TARGET = 'http://localhost:8090';

const scenarioLines = SCENARIO_NAMES.map((name) => `  ${name.padEnd(12)}${scenarioSummary(name)}`);

export const USAGE = `Plays readers against a running instance and checks every answer. Ends with 1 when an answer is wrong or missing, or
when an SLO (cdk8s/src/slo.ts) is broken.

  npm run loadtest -- SCENARIO [--target URL] [--duration 90s] [--rate N] [--engine NAME] [--out FOLDER]

${scenarioLines.join('\n')}

  --target URL    ${DEFAULT_TARGET} if not given, which is where npm run stack listens
  --duration D    such as 30s, 5m or 1h, instead of the scenario's own
  --rate N        requests a second, for arrival and breakpoint
  --engine NAME   what sends the requests: k6, node (this program, which needs nothing else), or auto: k6 when K6 names
                  one or the PATH has it, otherwise node
  --out FOLDER    where summary.json and report.html go; .data/loadtest/SCENARIO if not given
  --in-cluster E  writes a Job that plays the scenario in the cluster of environment E, and plays nothing here
  --consent       needed for a target that is not on this machine
  --help          show this text

Both engines play the same steps and check the same. node counts from when a request was to be sent; k6 from when it was.
--engine k6 builds k6 with Go 1.26 where there is none. Ctrl-C ends a run early, with a summary of what there is.
It writes ratings, as readers of its own (load-...).
`;

const ENGINES = ['auto', 'k6', 'node'] as const;
export type Engine = (typeof ENGINES)[number];

export type LoadtestArguments = {
  readonly engine: Engine;
  readonly scenario: ScenarioName;
  readonly target: string;
  readonly seconds?: number;
  readonly rate?: number;
  readonly out: string;
  /** Where a Job is to play, which is only written. */
  readonly inCluster?: Environment;
};

export type LoadtestRequest =
  | { readonly kind: 'run'; readonly arguments: LoadtestArguments }
  | { readonly kind: 'help' }
  | { readonly kind: 'fault'; readonly message: string };

const SECONDS_PER = { s: 1, m: 60, h: 3600 };
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Reads the words after the command's name. */
export function parseLoadtestArguments(words: readonly string[]): LoadtestRequest {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        target: { type: 'string', default: DEFAULT_TARGET },
        duration: { type: 'string' },
        rate: { type: 'string' },
        engine: { type: 'string', default: 'auto' },
        out: { type: 'string' },
        'in-cluster': { type: 'string' },
        consent: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return { kind: 'help' };
    const [scenario, ...others] = positionals;
    if (scenario === undefined || !isScenarioName(scenario) || others.length > 0) {
      return fault(`name one scenario of ${SCENARIO_NAMES.join(', ')}`);
    }
    if (!URL.canParse(values.target) || !/^https?:$/.test(new URL(values.target).protocol)) {
      return fault('--target must be a URL that begins with http:// or https://');
    }
    if (!values.consent && !LOOPBACK.includes(new URL(values.target).hostname)) {
      return fault(`${values.target} is not on this machine: say --consent if you may load it`);
    }
    const environment = ENVIRONMENTS_BY_NAME.get(values['in-cluster'] ?? '');
    if (values['in-cluster'] !== undefined && environment === undefined) {
      return fault(`--in-cluster must be one of ${ENVIRONMENT_NAMES.join(', ')}`);
    }
    if (environment !== undefined && environment.access.authentication !== 'off') {
      return fault(`readers of a load test have no tokens, which ${environment.name} asks for`);
    }
    const seconds = values.duration === undefined ? undefined : secondsOf(values.duration);
    if (seconds === null) return fault('--duration must be like 30s, 5m or 1h');
    const rate = values.rate === undefined ? undefined : Number(values.rate);
    if (rate !== undefined && !(Number.isInteger(rate) && rate >= 1 && rate <= 100_000)) {
      return fault('--rate must be a whole number from 1 to 100000');
    }
    if (rate !== undefined && scenario !== 'arrival' && scenario !== 'breakpoint') {
      return fault('--rate is for arrival and breakpoint; the others have readers who think');
    }
    const engine = ENGINES.find((name) => name === values.engine);
    if (engine === undefined) return fault(`--engine must be one of ${ENGINES.join(', ')}`);
    return {
      kind: 'run',
      arguments: {
        engine,
        scenario,
        target: values.target,
        out: values.out ?? `.data/loadtest/${scenario}`,
        ...(seconds !== undefined && { seconds }),
        ...(rate !== undefined && { rate }),
        ...(environment !== undefined && { inCluster: environment }),
      },
    };
  } catch (error) {
    // What `parseArgs` throws for an option that does not exist or lacks its value.
    if (!(error instanceof TypeError)) throw error;
    return fault(error.message);
  }
}

const ENVIRONMENTS_BY_NAME = new Map<string, Environment>(Object.entries(ENVIRONMENTS));

const fault = (message: string) => ({ kind: 'fault', message }) as const;

/** `null` for what is no duration. */
function secondsOf(text: string): number | null {
  const match = /^(\d{1,5})([smh])$/.exec(text);
  if (match === null || Number(match[1]) === 0) return null;
  return Number(match[1]) * SECONDS_PER[match[2] as keyof typeof SECONDS_PER];
}
