import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { growDump, runOpenLibrary } from './testing/run-openlibrary.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Starts the command as a process of its own and kills it at the first line of progress with these words. */
async function killAt(words: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let shown = '';
  child.stderr.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (shown.includes(words)) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect({ code, signal, shown }).toMatchObject({ code: null, signal: 'SIGKILL' });
}

const contentOf = (out: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(out).map((name) => [name, readFileSync(join(out, name)).toString('base64')]),
  );

test('a run that is killed three times gives the same bytes in the end', async () => {
  const directory = await temporaryDirectory();
  const { words } = await growDump(join(directory.path, 'in'), 1000);
  const whole = join(directory.path, 'whole');
  await runOpenLibrary([...words, '--out', whole]);

  const out = join(directory.path, 'killed');
  const args = [...words, '--out', out, '--threads', '2'];
  await killAt('reading editions', args);
  await killAt('joining editions to works', args);
  await killAt('merging duplicates', args);
  expect(await runOpenLibrary(args)).toMatchObject({ exitCode: 0, errors: '' });
  expect(contentOf(out)).toEqual(contentOf(whole));
}, 120_000);
