import { PROCESSES } from '@books/topology/processes';
import { repositoryName } from '../../names.ts';
import type { DeployStep } from '../deploy-context.ts';

/** Of the nodes. */
const PLATFORM = 'linux/arm64';

/** Builds and pushes what is not in the registry yet; a tag never changes its meaning there. */
export const images: DeployStep = {
  name: 'images',
  title: 'build and push the images that are not there yet',
  async run({ commands, environment, facts, tag, revision, say }) {
    const registry = await facts.registry();
    const missing: (typeof PROCESSES)[number][] = [];
    for (const process of PROCESSES)
      if (await facts.hasImage(process.name, tag)) say(`  ${process.name}:${tag} is there`);
      else missing.push(process);
    if (missing.length === 0) return;
    const password = await commands.read(
      'aws',
      ['ecr', 'get-login-password', '--region', environment.region],
      'example',
    );
    await commands.run('docker', ['login', '--username', 'AWS', '--password-stdin', registry], {
      input: password,
    });
    for (const { name } of missing)
      await commands.run('docker', [
        'buildx',
        'build',
        '--file',
        'services/Dockerfile',
        '--platform',
        PLATFORM,
        '--build-arg',
        `SERVICE=${name}`,
        '--build-arg',
        `SERVICE_VERSION=${tag}`,
        '--build-arg',
        `SERVICE_REVISION=${revision}`,
        '--provenance=mode=max',
        '--sbom=true',
        '--tag',
        `${registry}/${repositoryName(name)}:${tag}`,
        '--push',
        '.',
      ]);
  },
};
