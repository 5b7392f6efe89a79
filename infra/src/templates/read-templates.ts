import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
});
const Template = z.object({ Resources: z.record(z.string(), Resource) });

export type TemplateResource = {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** As CloudFormation gets them, references included. */
  readonly properties: Readonly<Record<string, unknown>>;
  readonly deletionPolicy: string | undefined;
};

const ENDING = '.template.json';

/**
 * Every resource of the synthesised templates in a folder.
 *
 * @throws Error when there is none, or one is not a template
 */
export async function readTemplates(folder: string): Promise<TemplateResource[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(ENDING)).sort();
  if (files.length === 0) throw new Error(`there are no templates in ${folder}`);
  const stacks = await Promise.all(
    files.map(async (file) => {
      const { Resources } = Template.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
      return Object.entries(Resources).map(([logicalId, { Type, Properties, DeletionPolicy }]) => ({
        stack: file.slice(0, -ENDING.length),
        logicalId,
        type: Type,
        properties: Properties,
        deletionPolicy: DeletionPolicy,
      }));
    }),
  );
  return stacks.flat();
}
