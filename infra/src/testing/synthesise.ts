import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildApp } from '../build-app.ts';
import { cloudEnvironments } from '../cloud-environment.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the templates of all environments are. */
    templates: string;
  }
}

/** Synthesises once for all tests of the stacks. */
export default async function synthesise(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'books-templates-'));
  buildApp(cloudEnvironments(), folder).synth();
  project.provide('templates', folder);
  return () => rm(folder, { recursive: true, force: true });
}
