import { ENVIRONMENT_NAMES, environmentNamed, type Environment } from '@books/cdk8s/environments';
import { RemovalPolicy } from 'aws-cdk-lib';
import { CLOUD_SETTINGS, type CloudName, type CloudSettings } from './cloud-settings.ts';
import { namesIn } from './names.ts';

type Kind<Union, K> = Extract<Union, { readonly kind: K }>;

/** An environment that is in AWS, with what only AWS needs to know of it. */
export type CloudEnvironment = Environment & {
  readonly name: CloudName;
  readonly ingress: Kind<Environment['ingress'], 'alb'>;
  readonly database: Kind<Environment['database'], 'dynamodb'>;
  readonly caches: Kind<Environment['caches'], 'elasticache'>;
  readonly network: NonNullable<Environment['network']>;
  readonly settings: CloudSettings;
  readonly names: ReturnType<typeof namesIn>;
  /** What becomes of things whose stack is taken down. */
  readonly removal: {
    /** Of the store of record and what it is encrypted with. */
    readonly data: RemovalPolicy;
    readonly logs: RemovalPolicy;
  };
};

/** @throws Error when the environment is not one that AWS has */
export function cloudEnvironment(
  name: string,
  settings: Readonly<Record<CloudName, CloudSettings>> = CLOUD_SETTINGS,
): CloudEnvironment {
  const environment = environmentNamed(name);
  const { database, caches, ingress, network } = environment;
  if (
    environment.name === 'local' ||
    database.kind !== 'dynamodb' ||
    caches.kind !== 'elasticache' ||
    ingress.kind !== 'alb' ||
    network === undefined
  )
    throw new Error(`${name} is not an environment in AWS`);
  const kept = database.isDeletionProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
  return {
    ...environment,
    name: environment.name,
    database,
    caches,
    ingress,
    network,
    settings: settings[environment.name],
    names: namesIn(environment.name),
    removal: { data: kept, logs: kept },
  };
}

/** Every environment that is in AWS. */
export const cloudEnvironments = (): CloudEnvironment[] =>
  ENVIRONMENT_NAMES.filter((name) => name !== 'local').map((name) => cloudEnvironment(name));
