import { RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Through which services the key may be used, as KMS calls them. */
const SERVICES = ['dynamodb', 's3', 'elasticache', 'secretsmanager', 'es'];

/**
 * The key of all stores of an environment. As with AWS's own keys, whoever in the account may read a store may use the
 * key through it and in no other way, so that rights are said once: by the roles.
 */
export function createDataKey(scope: Construct, alias: string): Key {
  const { region, account } = Stack.of(scope);
  const key = new Key(scope, 'Key', {
    alias,
    description: 'Encrypts tables, caches, files and secrets',
    enableKeyRotation: true,
    // What is encrypted with it is lost without it, so no stack ever takes it along.
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ThroughStores',
      principals: [new AnyPrincipal()],
      actions: [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:ReEncrypt*',
        'kms:GenerateDataKey*',
        'kms:CreateGrant',
        'kms:DescribeKey',
      ],
      resources: ['*'],
      conditions: {
        StringEquals: {
          'kms:CallerAccount': account,
          'kms:ViaService': SERVICES.map((service) => `${service}.${region}.amazonaws.com`),
        },
      },
    }),
  );
  return key;
}
