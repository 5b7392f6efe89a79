import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGE_ENTRIES } from '@books/bundle/images';
import { parse } from 'yaml';
import { z } from 'zod';
import { readDeployInputs } from '../../src/deploy-inputs.ts';
import { ENVIRONMENT_NAMES, ENVIRONMENTS } from '../../src/environments.ts';
import { createManifests } from '../../src/manifests.ts';
import { ensure, type Check } from '../check.ts';
import { dockerfileStages } from './dockerfile.ts';
import { ROOT } from './root.ts';

const Artifact = z.looseObject({
  image: z.string(),
  context: z.literal('.'),
  docker: z.looseObject({
    dockerfile: z.literal('services/Dockerfile'),
    target: z.string(),
    buildArgs: z.looseObject({ SERVICE: z.string() }),
  }),
  sync: z.looseObject({ manual: z.array(z.looseObject({ src: z.string() })) }).optional(),
});
const Skaffold = z.looseObject({
  apiVersion: z.string().startsWith('skaffold/v4'),
  build: z.looseObject({ artifacts: z.array(Artifact) }),
  manifests: z.looseObject({ rawYaml: z.array(z.string()) }),
  profiles: z.array(
    z.looseObject({
      name: z.string(),
      patches: z.array(z.looseObject({ op: z.string(), path: z.string() })).optional(),
      manifests: z.looseObject({ rawYaml: z.array(z.string()) }).optional(),
    }),
  ),
});

export const skaffoldPointsAtThings: Check<undefined> = {
  proves:
    'skaffold.yaml builds the images of the local manifests, from stages, sources and folders that exist',
  run: async () => {
    const text = readFileSync(join(ROOT, 'skaffold.yaml'), 'utf8');
    const document: unknown = parse(text, { merge: true });
    const { build, manifests, profiles } = Skaffold.parse(document);
    const stages = dockerfileStages();
    for (const { docker, sync } of build.artifacts) {
      ensure(stages.includes(docker.target), `there is no stage ${docker.target}`);
      ensure(
        IMAGE_ENTRIES.has(docker.buildArgs.SERVICE),
        `there is no ${docker.buildArgs.SERVICE}`,
      );
      for (const { src } of sync?.manual ?? [])
        ensure(
          globSync(src, { cwd: ROOT, exclude: ['**/node_modules'] }).length > 0,
          `${src} is nothing`,
        );
    }
    const inOrder = (names: Iterable<string>) =>
      [...new Set(names)].sort((a, b) => a.localeCompare(b));
    const built = inOrder(build.artifacts.map(({ image }) => image));
    const { inputs } = readDeployInputs(ENVIRONMENTS.local, {});
    const objects = createManifests(ENVIRONMENTS.local, inputs).charts.flatMap((chart) =>
      chart.toJson(),
    );
    const used = [...JSON.stringify(objects).matchAll(/"image":"(localhost:5001\/[^":]+)/g)].map(
      (it) => it[1] ?? '',
    );
    ensure(
      JSON.stringify(inOrder(used)) === JSON.stringify(built),
      `built are ${built.join(', ')}, used ${used.join(', ')}`,
    );
    ensure(
      ENVIRONMENT_NAMES.every((name) => profiles.some((profile) => profile.name === name)),
      'an environment has no profile',
    );
    for (const { name, patches, manifests: own } of profiles) {
      const [folder] = (own ?? manifests).rawYaml;
      ensure(folder === `cdk8s/dist/${name}/*.yaml`, `the profile ${name} applies ${folder}`);
      for (const { path } of patches ?? [])
        ensure(hasPath(document, path), `${name} patches ${path}`);
    }
    return `${built.length} images, profiles ${profiles.map(({ name }) => name).join(', ')}`;
  },
};

function hasPath(document: unknown, pointer: string): boolean {
  let place: unknown = document;
  for (const key of pointer.split('/').slice(1)) {
    if (typeof place !== 'object' || place === null || !(key in place)) return false;
    place = Reflect.get(place, key);
  }
  return true;
}
