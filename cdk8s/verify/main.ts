/** `npm run verify:k8s`: proves what the manifests promise. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleProcess } from '@books/bundle/bundle-process';
import { bundleFolder, IMAGE_ENTRIES } from '@books/bundle/images';
import { z } from 'zod';
import { parseArguments, USAGE, type Arguments } from './arguments.ts';
import { runChecks, type CheckResult } from './check.ts';
import { DOCUMENT, verificationDocument } from './document.ts';
import { runInNamespaces } from './network.ts';
import { readRecords, RunRecord, writeRecord } from './record.ts';
import { makeReady, missingFor, type Components } from './requirements.ts';
import { TIER_0_CHECKS } from './tier0/checks.ts';
import { ToolError } from './tools/build-tool.ts';
import { npmTool } from './tools/npm-tools.ts';

const INSIDE = join(import.meta.dirname, 'inside-main.ts');

const say = (line: string) => void process.stdout.write(`${line}\n`);

type Order = Extract<Arguments, { readonly kind: 'verify' }>;
type Outcome = { readonly results: readonly CheckResult[]; readonly components: Components };

async function verify({ tier, only, isKept, isForSizes }: Order): Promise<Outcome> {
  if (tier === 0) {
    const checks = TIER_0_CHECKS.filter(({ proves }) => proves.includes(only ?? ''));
    return {
      results: await runChecks(checks, undefined, say),
      components: { node: process.version },
    };
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const { programs, components } = await makeReady(tier, say, stop.signal);
  if (tier === 2) await buildBundles();
  const folder = mkdtempSync(join(tmpdir(), 'books-verify-'));
  const resultFile = join(folder, 'results.json');
  writeFileSync(
    join(folder, 'order.json'),
    JSON.stringify({ tier, only: only ?? '', isForSizes, programs, kubectl: npmTool('kubectl') }),
  );
  try {
    const status = await runInNamespaces(INSIDE, [folder], stop.signal);
    if (status !== 0) throw new ToolError(`the run ended with ${status}; logs: ${folder}/logs`);
    const results = z
      .array(RunRecord.shape.results.element)
      .parse(JSON.parse(readFileSync(resultFile, 'utf8')));
    if (isKept || results.some(({ isPassed }) => !isPassed)) say(`logs and data: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
    return { results, components };
  } catch (error) {
    say(`logs and data: ${folder}`);
    if (stop.signal.aborted) throw new ToolError('stopped', { cause: error });
    throw error;
  }
}

/** What the pods of tier 2 run. */
async function buildBundles(): Promise<void> {
  say('bundling every process ...');
  for (const [name, entry] of IMAGE_ENTRIES)
    await bundleProcess({ entry, outdir: bundleFolder(name) });
}

async function run(): Promise<number> {
  const words = parseArguments(process.argv.slice(2));
  if (words.kind === 'help') {
    say(USAGE);
    return 0;
  }
  if (words.kind === 'fault') {
    say(`${words.message}\n\n${USAGE}`);
    return 2;
  }
  const { tier, isForSizes, isRecorded } = words;
  const missing = missingFor(tier);
  if (missing.length > 0) {
    say(`tier ${tier} cannot run here:\n${missing.join('\n')}`);
    return process.env['CI'] === 'true' ? 1 : 3;
  }
  const { results, components } = await verify(words);
  if (isRecorded) {
    writeRecord({
      run: isForSizes ? 'sizes' : `tier-${tier}`,
      ranOn: new Date().toISOString().slice(0, 10),
      components: { ...components },
      results: [...results],
    });
    writeFileSync(DOCUMENT, verificationDocument(readRecords()));
  }
  const failed = results.filter(({ isPassed }) => !isPassed).length;
  say(`\n${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0 ? 0 : 1;
}

run().then(
  (status) => process.exit(status),
  (error: unknown) => {
    say(
      error instanceof ToolError
        ? error.message
        : String(error instanceof Error ? error.stack : error),
    );
    process.exit(1);
  },
);
