import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { PROCESSES } from '@books/topology/processes';
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { repositoryName } from '../names.ts';

/** Enough to go back some months of deploys. */
const KEPT_IMAGES = 100;

/** A repository for each process's image, once in an account: prod runs what dev tried. */
export class RegistryStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    for (const { name } of PROCESSES) {
      new Repository(this, name, {
        repositoryName: repositoryName(name),
        imageTagMutability: TagMutability.IMMUTABLE,
        imageScanOnPush: true,
        encryption: RepositoryEncryption.AES_256,
        lifecycleRules: [
          {
            description: 'What lost its tag was never deployed',
            tagStatus: TagStatus.UNTAGGED,
            maxImageAge: Duration.days(7),
            rulePriority: 1,
          },
          {
            description: 'The latest are enough to go back to',
            tagStatus: TagStatus.ANY,
            maxImageCount: KEPT_IMAGES,
            rulePriority: 2,
          },
        ],
        removalPolicy: RemovalPolicy.RETAIN,
      });
    }
  }
}
