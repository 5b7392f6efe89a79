import { join } from 'node:path';
import { RUN_NAMES, type RunName, type RunRecord } from './record.ts';
import { NOTICE_MS } from './tier2/proof-environment.ts';
import { UNPROVEN } from './unproven.ts';

/** Where it is kept. */
export const DOCUMENT = join(import.meta.dirname, '../../docs/verification.md');

const RUNS: Readonly<Record<RunName, { readonly title: string; readonly flags: string }>> = {
  'tier-0': { title: 'Tier 0: with npm alone', flags: '--tier 0' },
  'tier-1': { title: 'Tier 1: a real control plane', flags: '--tier 1' },
  'tier-2': { title: 'Tier 2: real processes as pods', flags: '--tier 2' },
  sizes: { title: 'What the pods need, against what they ask for', flags: '--tier 2 --sizes' },
};

const MS_PER_SECOND = 1000;

/** docs/verification.md as text. */
export function verificationDocument(records: readonly RunRecord[]): string {
  return `<!-- Written by \`npm run verify:k8s\`; do not edit. The words are in cdk8s/verify/document.ts and unproven.ts. -->

# What was proven of the Kubernetes manifests, and what was not

\`npm run verify:k8s -- --tier 0|1|2\` runs the proofs; with \`--record\` it writes what was seen into this page. There is no
Docker where they run, so some things are stood for by others:

- the kubelet by \`cdk8s/verify/node\`: pods are processes in network namespaces and sandboxes of their own, started, probed
  and ended as their manifests say, without limits on CPU and memory. In tier 1 kwok makes believe that pods run;
- the load balancer and kube-proxy by \`cdk8s/verify/traffic\`: the one routes by the Ingress and the EndpointSlices of the API
  server, goes on for ${NOTICE_MS / MS_PER_SECOND} s with a pod that is going, and tries nothing twice;
- Valkey by Debian's redis-server, the Prometheus operator by a file that says whom to scrape.

Everything else named below is the real program.

${records.map(section).join('\n')}
${notRun(records)}${unproven()}`;
}

function section({ run, ranOn, components, results }: RunRecord): string {
  const passed = results.filter(({ isPassed }) => isPassed).length;
  const names = Object.entries(components).map(([name, version]) => `${name} ${version}`);
  return `## ${RUNS[run].title}

\`npm run verify:k8s -- ${RUNS[run].flags}\`, ${ranOn}: ${passed} of ${results.length} hold.${names.length > 0 ? ` Real components: ${names.join(', ')}.` : ''}

| holds | what | seen | seconds |
| --- | --- | --- | --- |
${results.map((it) => `| ${it.isPassed ? 'yes' : '**no**'} | ${cell(it.proves)} | ${cell(it.seen)} | ${it.seconds} |`).join('\n')}
`;
}

/** The runs that no record is there of. */
function notRun(records: readonly RunRecord[]): string {
  return RUN_NAMES.filter((name) => !records.some(({ run }) => run === name))
    .map(
      (name) =>
        `## ${RUNS[name].title}\n\nNo whole run is recorded: nothing of it is proven. \`npm run verify:k8s -- ${RUNS[name].flags} --record\`\n\n`,
    )
    .join('');
}

function unproven(): string {
  return `## Not proven

What could not be run, and how somebody with the means can:

| what | how |
| --- | --- |
${UNPROVEN.map(({ what, commands }) => `| ${cell(what)} | ${commands.map((it) => `\`${it}\``).join('<br>')} |`).join('\n')}
`;
}

const cell = (text: string) => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ');
