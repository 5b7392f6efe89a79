import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@books/domain/errors';

/** The folder in which a run keeps what it has in hand, held by one process at a time. */
export type Workplace = {
  readonly path: string;
  /** Removes it with everything in it. */
  remove(): void;
  /** Lets others in. */
  leave(): void;
};

const LOCK = 'process-id';

/**
 * Takes the folder, which is made when it is missing.
 *
 * @param restart empties it first
 * @throws DomainError conflict when another process that still runs holds it
 */
export function takeWorkplace(path: string, { restart }: { readonly restart: boolean }): Workplace {
  const lock = join(path, LOCK);
  const holder = readHolder(lock);
  if (holder !== undefined && isRunning(holder)) {
    throw new DomainError('conflict', `process ${holder} is at work in ${path}`);
  }
  if (restart) rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  writeFileSync(lock, String(process.pid));
  return {
    path,
    remove: () => rmSync(path, { recursive: true, force: true }),
    leave: () => rmSync(lock, { force: true }),
  };
}

function readHolder(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && pid !== process.pid ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
