import type { EnvironmentName } from '@books/cdk8s/environments';

/** The environments that are in AWS; `local` is a cluster on one machine. */
export type CloudName = Exclude<EnvironmentName, 'local'>;

/**
 * What only the AWS stacks need to know of an environment. Everything that manifests need as well is in
 * `cdk8s/src/environments.ts`.
 */
export type CloudSettings = {
  /** Managed nodes, arm64. */
  readonly nodes: {
    /** An EC2 instance type with Graviton. */
    readonly instanceType: string;
    readonly min: number;
    readonly max: number;
    /** Root volume, in GiB. */
    readonly diskGib: number;
  };
  /**
   * Who may reach the Kubernetes API at all; who may do what there is decided by IAM and access entries. Everybody by
   * default, since GitHub's machines have no fixed addresses.
   */
  readonly apiServerCidrs: readonly string[];
  /** Which packets the flow log has: rejected ones tell what was refused, all of them cost by the gigabyte. */
  readonly flowLog: 'rejected' | 'all';
  readonly logRetentionDays: 7 | 30 | 90 | 365;
  /** Most read units a second that one table or index serves: a runaway loop is throttled instead of paid. */
  readonly maxReadUnitsPerSecond?: number;
  /** As above, for writes. */
  readonly maxWriteUnitsPerSecond?: number;
  /** Days that a snapshot of the queue's Valkey is kept; 0 takes none. */
  readonly queueSnapshotDays: number;
};

export const CLOUD_SETTINGS: Readonly<Record<CloudName, CloudSettings>> = {
  dev: {
    nodes: { instanceType: 't4g.xlarge', min: 2, max: 4, diskGib: 30 },
    apiServerCidrs: ['0.0.0.0/0'],
    flowLog: 'rejected',
    logRetentionDays: 7,
    maxReadUnitsPerSecond: 4000,
    maxWriteUnitsPerSecond: 4000,
    queueSnapshotDays: 0,
  },
  prod: {
    nodes: { instanceType: 'm7g.xlarge', min: 3, max: 18, diskGib: 50 },
    apiServerCidrs: ['0.0.0.0/0'],
    flowLog: 'all',
    logRetentionDays: 90,
    queueSnapshotDays: 7,
  },
};
