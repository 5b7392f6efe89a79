import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, From, Copy, Cmd } from 'dockerfile-ast';
import { z } from 'zod';
import { ensure, type Check } from '../check.ts';
import { ROOT } from './root.ts';

const DOCKERFILE = join(ROOT, 'services/Dockerfile');
const NON_ROOT = '65532:65532';

/** Names of the Dockerfile's stages. */
export function dockerfileStages(): string[] {
  return DockerfileParser.parse(readFileSync(DOCKERFILE, 'utf8'))
    .getFROMs()
    .flatMap((from) => from.getBuildStage() ?? []);
}

const RootPackage = z.looseObject({ workspaces: z.array(z.string()) });

/** So that npm installs from the same workspaces as the lock file was made of. */
function ensureWorkspacesAreCopied(copies: readonly (readonly string[])[]): void {
  const { workspaces } = RootPackage.parse(
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')),
  );
  const manifests = (patterns: readonly string[]) =>
    globSync([...patterns], { cwd: ROOT, exclude: ['**/node_modules'] });
  const copied = copies.find((words) => words.includes('package-lock.json')) ?? [];
  const known = new Set(manifests(copied.slice(0, -1)));
  for (const manifest of manifests(workspaces.map((it) => join(it, 'package.json'))))
    ensure(known.has(manifest), `${manifest} is not copied before npm installs`);
}

export const dockerfileIsSound: Check<undefined> = {
  proves:
    'the Dockerfile parses, pins its bases by digest, copies from stages it has, and ends without root',
  run: async () => {
    const instructions = DockerfileParser.parse(readFileSync(DOCKERFILE, 'utf8')).getInstructions();
    const stages = dockerfileStages();
    const bases = instructions
      .filter((it) => it.getKeyword() === 'ARG')
      .map((it) => it.getArgumentsContent() ?? '');
    const images = bases.filter((it) => /_IMAGE=/.test(it));
    ensure(images.length === 2, `expected two base images, found ${images.length}`);
    for (const image of images)
      ensure(/@sha256:[0-9a-f]{64}$/.test(image), `${image} is not pinned`);
    for (const it of instructions) {
      if (it instanceof From) {
        const base = it.getImage() ?? '';
        ensure(
          /^\$\{\w+_IMAGE\}$/.test(base) || stages.includes(base),
          `${base} is no base and no stage`,
        );
      }
      if (it instanceof Copy) {
        const source = it
          .getFlags()
          .find((flag) => flag.getName() === 'from')
          ?.getValue();
        ensure(
          source == null || stages.includes(source),
          `COPY --from=${source}: there is no such stage`,
        );
      }
    }
    ensureWorkspacesAreCopied(
      instructions.filter((it) => it instanceof Copy).map((it) => it.getArguments().map(String)),
    );
    const last = instructions.slice(instructions.findLastIndex((it) => it instanceof From));
    const user = last.find((it) => it.getKeyword() === 'USER')?.getArgumentsContent();
    ensure(user === NON_ROOT, `the image runs as ${user}`);
    const command = last.find((it) => it instanceof Cmd)?.getArgumentsContent() ?? '';
    ensure(Array.isArray(JSON.parse(command)), 'CMD would need a shell');
    return `stages ${stages.join(', ')}; user ${user}; ${command}`;
  },
};
