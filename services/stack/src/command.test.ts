import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startCommand } from './command.ts';
import { startGuard } from './start-guard.ts';

async function logFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'books-stack-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'x.log');
}

async function startNode(script: string) {
  const guard = startGuard();
  onTestFinished(guard.close);
  return startCommand({
    name: 'x',
    command: process.execPath,
    arguments: ['-e', script],
    environment: process.env,
    logPath: await logFile(),
    guard,
  });
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('tells how a program ended and keeps what it said', async () => {
  const command = await startNode('console.log("out"); console.error("err"); process.exit(3)');
  expect(await command.ended).toBe('exit code 3');
  expect(command.wasStopped()).toBe(false);
  expect((await readFile(command.logPath, 'utf8')).split('\n').sort()).toEqual(['', 'err', 'out']);
});

test('makes a program end that does not want to', async () => {
  const command = await startNode(
    'process.on("SIGTERM", () => {}); console.log("there"); setInterval(() => {}, 9)',
  );
  await vi.waitFor(
    async () => expect(await readFile(command.logPath, 'utf8')).toBe('there\n'),
    20_000,
  );
  await command.stop('SIGTERM', 50);
  expect(command.ending()).toBe('SIGKILL');
  expect(command.wasStopped()).toBe(true);
});

test('fails for a program that is not there', async () => {
  const guard = startGuard();
  onTestFinished(guard.close);
  const start = startCommand({
    name: 'x',
    command: 'no-such-program',
    arguments: [],
    environment: process.env,
    logPath: await logFile(),
    guard,
  });
  await expect(start).rejects.toThrow('ENOENT');
});

test('leaves nothing behind when the one who started it is killed', async () => {
  const logPath = await logFile();
  const script = join(import.meta.dirname, 'testing/killed-parent.ts');
  const parent = spawn(process.execPath, [script, logPath], { stdio: 'ignore' });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const pid = await vi.waitFor(async () => {
    const said = Number(await readFile(logPath, 'utf8'));
    expect(said).toBeGreaterThan(1);
    return said;
  }, 20_000);
  expect(isRunning(pid)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 20_000);
}, 60_000);
