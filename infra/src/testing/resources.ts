import { inject } from 'vitest';
import { readTemplates, type TemplateResource } from '../templates/read-templates.ts';
import { resolve } from '../templates/resolve.ts';

/** Resources of the synthesised stacks, in an example account. */
export const RESOURCES: readonly TemplateResource[] = (
  await readTemplates(inject('templates'))
).map((resource) => ({
  ...resource,
  properties: resolve(resource.properties) as Record<string, unknown>,
}));

/** Those of one type in one environment; in the whole app when no environment is given. */
export const resourcesOf = (type: string, environment?: 'dev' | 'prod') =>
  RESOURCES.filter(
    (resource) =>
      resource.type === type &&
      (environment === undefined ||
        resource.stack.startsWith(`book-recommendation-${environment}-`)),
  );
