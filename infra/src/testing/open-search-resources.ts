import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../build-app.ts';
import { cloudEnvironments, type CloudEnvironment } from '../cloud-environment.ts';
import { readTemplates, type TemplateResource } from '../templates/read-templates.ts';
import { resolve } from '../templates/resolve.ts';

/** Every environment in AWS as it would be if OpenSearch searched there. */
export function environmentsWithOpenSearch(): CloudEnvironment[] {
  return cloudEnvironments().map((environment) => ({
    ...environment,
    search: {
      kind: 'opensearch',
      instanceType: 'm7g.large.search',
      dataNodes: 3,
      diskGib: 50,
      shards: 1,
    },
  }));
}

/** Resources of their stacks, in an example account. */
export async function openSearchResources(): Promise<TemplateResource[]> {
  const folder = mkdtempSync(join(tmpdir(), 'books-open-search-'));
  try {
    buildApp(environmentsWithOpenSearch(), folder, { hasChecks: false }).synth();
    return (await readTemplates(folder)).map((resource) => ({
      ...resource,
      properties: resolve(resource.properties) as Record<string, unknown>,
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
