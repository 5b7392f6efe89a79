import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerTo, USAGE } from './start-arguments.ts';

const COMMAND = join(import.meta.dirname, '../bootstrap/command.js');
const run = (...words: string[]) =>
  spawnSync(process.execPath, [COMMAND, ...words], { encoding: 'utf8' });

test('a start without words starts', () => {
  expect(answerTo([])).toBeUndefined();
});

test('a start that is asked for help gives it', () => {
  expect(answerTo(['--help'])).toEqual({ text: USAGE, exitCode: 0 });
});

test('a start with other words says that there are none', () => {
  expect(answerTo(['--prot', '8090'])).toMatchObject({ exitCode: 2 });
  const { status, stderr } = run('services/local/src/main.ts', '--prot');
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `npm start takes no arguments.\n\n${USAGE}`,
  });
});

test('a command that gets an option it does not know says so without a stack', () => {
  const { status, stderr } = run('data/src/openlibrary/check/main.ts', '--nope');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^Unknown option '--nope'.*\n--help says what there is.\n$/);
});
