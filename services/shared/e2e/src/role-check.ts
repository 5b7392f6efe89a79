import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { roleStatements, type Statement } from '@books/infra/policy/role-statements';
import type { RequestedRight } from '@books/infra/policy/unmet-rights';
import { readTemplates } from '@books/infra/templates/read-templates';
import { EXAMPLE_ACCOUNT, resolve } from '@books/infra/templates/resolve';
import { TABLE_IDS, tableNames } from '@books/storage/tables';
import type { ProcessName } from '@books/topology/processes';
import { z } from 'zod';

const SYNTH = join(import.meta.dirname, '../../../../infra/src/synth.ts');
/** The environment whose roles are looked at; those of the others differ in names only. */
const ENVIRONMENT = 'dev';

const NeededRight = z.object({ action: z.string(), resource: z.string() });

/** What the role of a process is allowed, from the templates as they are now. */
export async function rolesFromTemplates(): Promise<
  (process: ProcessName) => readonly Statement[]
> {
  const folder = await mkdtemp(join(tmpdir(), 'books-roles-'));
  try {
    await promisify(execFile)(process.execPath, [SYNTH, '--out', folder]);
    const resources = (await readTemplates(folder)).map((resource) => ({
      ...resource,
      properties: resolve(resource.properties) as Record<string, unknown>,
    }));
    const roles = roleStatements(resources);
    return (name) => {
      const statements = roles[`book-recommendation-${ENVIRONMENT}-${name}`];
      if (statements === undefined) throw new Error(`${name} has no role`);
      return statements;
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The rights in a file that a process of the stack noted them in, as they would be in AWS. */
export async function rightsInFile(path: string): Promise<RequestedRight[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  const unique = new Map(
    lines.map((line) => {
      const { action, resource } = NeededRight.parse(JSON.parse(line));
      const right = { action, arn: arnOf(action, resource) };
      return [`${action} ${right.arn}`, right];
    }),
  );
  return [...unique.values()];
}

function arnOf(action: string, resource: string): string {
  if (action.startsWith('s3:')) {
    const [, ...key] = resource.split('/');
    const bucket = `book-recommendation-${ENVIRONMENT}-files-${EXAMPLE_ACCOUNT}`;
    return `arn:aws:s3:::${[bucket, ...key].join('/')}`;
  }
  return `arn:aws:dynamodb:us-west-2:${EXAMPLE_ACCOUNT}:${inEnvironment(resource)}`;
}

/** The same table in the environment whose roles are looked at. */
function inEnvironment(resource: string): string {
  const [here, there] = [tableNames('local'), tableNames(ENVIRONMENT)];
  const [kind, table, ...index] = resource.split('/');
  const id = TABLE_IDS.find((each) => here[each] === table);
  return id === undefined ? resource : [kind, there[id], ...index].join('/');
}
