import { join } from 'node:path';
import type { TierRecord } from './record.ts';
import { NOTICE_MS } from './tier2/proof-environment.ts';
import { UNPROVEN } from './unproven.ts';

/** Where it is kept. */
export const DOCUMENT = join(import.meta.dirname, '../../docs/verification.md');

const TITLES: Readonly<Record<number, string>> = {
  0: 'Tier 0: with npm alone',
  1: 'Tier 1: a real control plane',
  2: 'Tier 2: real processes as pods',
};

const MS_PER_SECOND = 1000;

/** docs/verification.md as text. */
export function verificationDocument(records: readonly TierRecord[]): string {
  return `<!-- Written by \`npm run verify:k8s\`; do not edit. The words are in cdk8s/verify/document.ts and unproven.ts. -->

# What was proven of the Kubernetes manifests, and what was not

\`npm run verify:k8s -- --tier 0|1|2\` runs the proofs and writes this page. There is no Docker where they run, so some things
are stood for by others:

- the kubelet by \`cdk8s/verify/node\`: pods are processes in network namespaces and sandboxes of their own, started, probed
  and ended as their manifests say, without limits on CPU and memory. In tier 1 kwok makes believe that pods run;
- the load balancer and kube-proxy by \`cdk8s/verify/traffic\`: the one routes by the Ingress and the EndpointSlices of the API
  server, goes on for ${NOTICE_MS / MS_PER_SECOND} s with a pod that is going, and tries nothing twice;
- Valkey by Debian's redis-server, the Prometheus operator by a file that says whom to scrape.

Everything else named below is the real program.

${records.map(section).join('\n')}
${notRun(records)}${unproven()}`;
}

function section({ tier, ranOn, components, results }: TierRecord): string {
  const passed = results.filter(({ isPassed }) => isPassed).length;
  const names = Object.entries(components).map(([name, version]) => `${name} ${version}`);
  return `## ${TITLES[tier]}

${ranOn}: ${passed} of ${results.length} hold.${names.length > 0 ? ` Real components: ${names.join(', ')}.` : ''}

| holds | what | seen | seconds |
| --- | --- | --- | --- |
${results.map((it) => `| ${it.isPassed ? 'yes' : '**no**'} | ${cell(it.proves)} | ${cell(it.seen)} | ${it.seconds} |`).join('\n')}
`;
}

/** The tiers that no whole run is recorded of. */
function notRun(records: readonly TierRecord[]): string {
  return Object.entries(TITLES)
    .filter(([tier]) => !records.some((record) => String(record.tier) === tier))
    .map(
      ([tier, title]) =>
        `## ${title}\n\nNo whole run is recorded: nothing of it is proven. \`npm run verify:k8s -- --tier ${tier}\`\n\n`,
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
