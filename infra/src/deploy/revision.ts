import { createHash } from 'node:crypto';
import type { Commands } from './commands.ts';

export type Revision = {
  readonly commit: string;
  /** Tag of the images: the commit, with a mark when files were changed since. */
  readonly tag: string;
  readonly isClean: boolean;
};

/** What is deployed. The same files give the same tag, so that images are built once. */
export async function readRevision(commands: Commands): Promise<Revision> {
  const commit = await commands.read(
    'git',
    ['rev-parse', 'HEAD'],
    '0123456789abcdef0123456789abcdef01234567',
  );
  const short = commit.slice(0, 12);
  const status = await commands.read('git', ['status', '--porcelain'], '');
  if (status === '') return { commit, tag: short, isClean: true };
  const changes = await commands.read('git', ['diff', 'HEAD'], '');
  const mark = createHash('sha256').update(status).update(changes).digest('hex').slice(0, 8);
  return { commit, tag: `${short}-${mark}`, isClean: false };
}

/**
 * The GitHub repository that this is a clone of, as owner/name.
 *
 * @throws Error when the remote is not at GitHub
 */
export async function readRepository(commands: Commands): Promise<string> {
  const url = await commands.read(
    'git',
    ['remote', 'get-url', 'origin'],
    'git@github.com:owner/name.git',
  );
  const found = /github\.com[:/]([\w-]+\/[\w.-]+?)(?:\.git)?$/.exec(url)?.[1];
  if (found === undefined)
    throw new Error(
      `which GitHub repository may deploy? --repository owner/name (origin is ${url})`,
    );
  return found;
}
