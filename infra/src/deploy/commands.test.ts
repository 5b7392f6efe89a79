import { expect, test } from 'vitest';
import { createCommands, createDryRun, shown } from './commands.ts';

const node = process.execPath;

test('hands standard input over and gives back what was printed', async () => {
  const commands = createCommands('.', () => {});
  expect(await commands.read(node, ['-p', '6 * 7'], '')).toBe('42');
  const reads =
    "let t = ''; process.stdin.on('data', (d) => (t += d)).on('end', () => process.exit(t === 'secret' ? 0 : 3))";
  await commands.run(node, ['-e', reads], { input: 'secret' });
  await expect(commands.run(node, ['-e', reads], { input: 'other' })).rejects.toThrow(
    'ended with 3',
  );
});

test('tells what a command complained of, and one that is not there', async () => {
  const commands = createCommands('.', () => {});
  await expect(
    commands.read(node, ['-e', "console.error('no such table'); process.exit(1)"], ''),
  ).rejects.toMatchObject({ name: 'CommandError', complaint: 'no such table' });
  await expect(commands.read('no-such-command', [], '')).rejects.toThrow('did not start');
});

test('prints a command so that a shell understands it', () => {
  expect(shown('aws', ['--query', "a[?b=='c']", '--name', 'plain/name'])).toBe(
    String.raw`aws --query 'a[?b=='\''c'\'']' --name plain/name`,
  );
});

test('a dry run runs nothing and shows no secret', async () => {
  const said: string[] = [];
  const dry = createDryRun((line) => void said.push(line));
  await dry.run('no-such-command', ['x'], { input: 'hush', env: { A: 'b' } });
  expect(await dry.read('no-such-command', [], 'example')).toBe('example');
  expect(said).toEqual(['  $ A=b no-such-command x < (a secret)', '  ? no-such-command']);
});
