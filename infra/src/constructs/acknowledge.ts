import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/**
 * Says that a finding of cdk-nag is known and why it stands. Everything else that cdk-nag finds fails the tests, and so
 * does an acknowledgement that nothing needs any more.
 *
 * @param reasons by id of the finding, such as `AwsSolutions-S1`, in a sentence
 */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>) {
  Validations.of(construct).acknowledge(
    ...Object.entries(reasons).map(([id, reason]) => ({ id, reason })),
  );
}

/** As above, for a policy of AWS's own by its path, such as `AmazonEKS_CNI_Policy`. */
export function acknowledgeManagedPolicy(construct: IConstruct, policy: string, reason: string) {
  acknowledge(construct, {
    [`AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`]: reason,
  });
}

/**
 * As above, for every `*` in a resource of these statements. Which resources those are is listed in the template tests,
 * so that a new one is noticed.
 */
export function acknowledgeWildcards(
  construct: IConstruct,
  statements: readonly PolicyStatement[],
  reason: string,
) {
  const ids = statements
    .flatMap(({ resources }) => resources)
    .map((resource) => flattenCfnReference(Stack.of(construct).resolve(resource)))
    .filter((resource) => resource.includes('*'))
    .map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`);
  acknowledge(construct, Object.fromEntries(ids.map((id) => [id, reason])));
}
