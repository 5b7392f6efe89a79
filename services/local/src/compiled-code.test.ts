import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { COMPILED_CODE } from '../bootstrap/compiled-code.js';

const TYPESCRIPT = new URL('start-arguments.ts', import.meta.url).href;
/** Runs a file of ours, and then says whether Node has loaded what takes types out of TypeScript, which is called Amaro. */
const THREAD = `
  const { parentPort } = require('node:worker_threads');
  import(${JSON.stringify(TYPESCRIPT)}).then(() => {
    parentPort.postMessage(process.moduleLoadList.some((name) => name.includes('amaro')));
  });`;

async function takesTypesOut(env: NodeJS.ProcessEnv): Promise<boolean> {
  const thread = new Worker(THREAD, { eval: true, env });
  const [answer] = (await once(thread, 'message')) as [boolean];
  await thread.terminate();
  return answer;
}

test('a thread of a test finds our code as one before it has left it, without types', async () => {
  await takesTypesOut(process.env);
  expect(await takesTypesOut(process.env)).toBe(false);
  expect(await takesTypesOut({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe(true);
});

test('a command keeps what Node made of our code', () => {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const command = join(import.meta.dirname, '../bootstrap/command.js');
  const { stderr } = spawnSync(
    process.execPath,
    [command, 'services/local/src/main.ts', '--prot'],
    {
      env: { ...env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
      encoding: 'utf8',
    },
  );
  expect(stderr).toContain(COMPILED_CODE.NODE_COMPILE_CACHE);
});
