import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type BucketProps,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { CloudEnvironment } from '../cloud-environment.ts';

const LOG_DAYS = 90;
/** How long a replaced or removed file can be had back. */
const OLD_VERSION_DAYS = 30;

const PRIVATE: BucketProps = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
};

/** Who read what from the files, and what the load balancer answered. */
export function createLogsBucket(
  scope: Construct,
  { names, removal }: CloudEnvironment,
  account: string,
): Bucket {
  return new Bucket(scope, 'Logs', {
    ...PRIVATE,
    bucketName: names.logsBucket(account),
    // Load balancers cannot write with a key of our own.
    encryption: BucketEncryption.S3_MANAGED,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ id: 'age', expiration: Duration.days(LOG_DAYS) }],
    removalPolicy: removal.data,
  });
}

/** Search indexes and trained models: large, written whole, replaced every half hour or night. */
export function createFilesBucket(
  scope: Construct,
  { names, removal }: CloudEnvironment,
  { account, logs, key }: { account: string; logs: Bucket; key?: IKey },
): Bucket {
  return new Bucket(scope, 'Files', {
    ...PRIVATE,
    bucketName: names.filesBucket(account),
    ...(key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : // One key for the bucket's day instead of a request to KMS for each object.
        { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
    versioned: true,
    serverAccessLogsBucket: logs,
    serverAccessLogsPrefix: 'files/',
    lifecycleRules: [
      {
        id: 'old-versions',
        noncurrentVersionExpiration: Duration.days(OLD_VERSION_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        expiredObjectDeleteMarker: true,
      },
    ],
    removalPolicy: removal.data,
  });
}
